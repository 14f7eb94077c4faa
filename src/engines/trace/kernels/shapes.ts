import type { TensorInfo } from '@tensorflow/tfjs-core';
import { util } from '@tensorflow/tfjs-core';
import type { TracedKernel } from './kernel';

const reshape: TracedKernel = ({ inputs, attributes, backend }) => {
  const { x } = inputs as { x: TensorInfo };
  return backend.alias(
    x,
    util.inferFromImplicitShape(attributes.shape as number[], util.sizeFromShape(x.shape)),
  );
};

const identity: TracedKernel = ({ inputs, backend }) => backend.alias(inputs.x!, inputs.x!.shape);

const transpose: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { x } = inputs as { x: TensorInfo };
  const perm = attributes.perm as number[];
  const shape = perm.map((axis) => x.shape[axis]!);
  const uniform = backend.uniformOf(x);
  if (uniform !== undefined) return backend.uniform(uniform, shape);
  return backend.value(graph.apply('Transpose', [backend.name(x)], shape, { perm: { ints: perm } }), shape);
};

const slice: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { x } = inputs as { x: TensorInfo };
  const begin = attributes.begin as number[];
  const size = (attributes.size as number[]).map((count, axis) =>
    count < 0 ? x.shape[axis]! - begin[axis]! : count,
  );
  const end = begin.map((start, axis) => start + size[axis]!);
  const axes = begin.map((_, axis) => axis);
  const bounds = [begin, end, axes].map((list) => graph.integers(list));
  return backend.value(graph.apply('Slice', [backend.name(x), ...bounds], size), size);
};

const tile: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { x } = inputs as { x: TensorInfo };
  const reps = attributes.reps as number[];
  const shape = x.shape.map((size, axis) => size * reps[axis]!);
  return backend.value(graph.apply('Tile', [backend.name(x), graph.integers(reps)], shape), shape);
};

const concat: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const parts = Object.values(inputs);
  const axis = attributes.axis as number;
  const shape = parts[0]!.shape.map((size, index) =>
    index === axis ? parts.reduce((sum, part) => sum + part.shape[axis]!, 0) : size,
  );
  const names = parts.map((part) => backend.name(part));
  return backend.value(graph.apply('Concat', names, shape, { axis: { int: axis } }), shape);
};

const fill: TracedKernel = ({ attributes, backend }) =>
  backend.uniform(attributes.value as number, attributes.shape as number[]);

const like =
  (value: number): TracedKernel =>
  ({ inputs, backend }) =>
    backend.uniform(value, inputs.x!.shape);

export const shapes: Readonly<Record<string, TracedKernel>> = {
  Concat: concat,
  Fill: fill,
  Identity: identity,
  OnesLike: like(1),
  Reshape: reshape,
  Slice: slice,
  Tile: tile,
  Transpose: transpose,
  ZerosLike: like(0),
};
