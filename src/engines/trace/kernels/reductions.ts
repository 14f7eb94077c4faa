import type { TensorInfo } from '@tensorflow/tfjs-core';
import { util } from '@tensorflow/tfjs-core';
import type { Graph } from '../graph';
import type { TraceBackend } from '../traceBackend';
import type { TracedKernel } from './kernel';

export const axesOf = (x: TensorInfo, axis: unknown) =>
  util.parseAxisParam(axis as number | number[], x.shape);

export function shapeAfter(x: TensorInfo, axes: readonly number[], keepDims: unknown) {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const dropped = x.shape.filter((_, axis) => !axes.includes(axis));
  return keepDims === true ? kept : dropped;
}

const countOf = (x: TensorInfo, axes: readonly number[]) =>
  axes.reduce((product, axis) => product * x.shape[axis]!, 1);

function sumName(
  x: TensorInfo,
  axes: readonly number[],
  shape: readonly number[],
  backend: TraceBackend,
  graph: Graph,
) {
  const name = backend.name(x);
  if (axes.length === 0) return name;
  const reduced = x.shape.filter((_, axis) => !axes.includes(axis));
  const sum = graph.apply('ReduceSum', [name, graph.integers(axes)], reduced, { keepdims: { int: 0 } });
  return graph.reshape(sum, shape);
}

const sum: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { x } = inputs as { x: TensorInfo };
  const axes = axesOf(x, attributes.axis);
  const shape = shapeAfter(x, axes, attributes.keepDims);
  const uniform = backend.uniformOf(x);
  if (uniform !== undefined) return backend.uniform(uniform * countOf(x, axes), shape);
  return backend.value(sumName(x, axes, shape, backend, graph), shape);
};

const mean: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { x } = inputs as { x: TensorInfo };
  const axes = axesOf(x, attributes.axis);
  const shape = shapeAfter(x, axes, attributes.keepDims);
  const uniform = backend.uniformOf(x);
  if (uniform !== undefined) return backend.uniform(uniform, shape);
  const total = sumName(x, axes, shape, backend, graph);
  return backend.value(
    graph.apply('Mul', [total, graph.scalar(Math.fround(1 / countOf(x, axes)))], shape),
    shape,
  );
};

const max: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { x } = inputs as { x: TensorInfo };
  const axes = axesOf(x, attributes.reductionIndices);
  const shape = shapeAfter(x, axes, attributes.keepDims);
  const kept = { axes: { ints: axes }, keepdims: { int: attributes.keepDims === true ? 1 : 0 } };
  return backend.value(graph.apply('ReduceMax', [backend.name(x)], shape, kept), shape);
};

const argMax: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { x } = inputs as { x: TensorInfo };
  const [axis] = axesOf(x, attributes.axis) as [number];
  const shape = shapeAfter(x, [axis], false);
  const dropped = { axis: { int: axis }, keepdims: { int: 0 } };
  return backend.value(graph.apply('ArgMax', [backend.name(x)], shape, dropped, 'int64'), shape, 'int32');
};

const softmax: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { logits } = inputs as { logits: TensorInfo };
  const along = { axis: { int: attributes.dim as number } };
  return backend.value(graph.apply('Softmax', [backend.name(logits)], logits.shape, along), logits.shape);
};

export const reductions: Readonly<Record<string, TracedKernel>> = {
  ArgMax: argMax,
  Max: max,
  Mean: mean,
  Softmax: softmax,
  Sum: sum,
};
