import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { backend_util } from '@tensorflow/tfjs-core';
import type { Attributes, Graph } from '../graph';
import { infoOf } from './convolution';
import type { TracedKernel } from './kernel';
import { axesOf, shapeAfter } from './reductions';

/** [N, H, W, C] as [N, C, H, W], ONNX's order, and back; a filter [H, W, in, out] as [out, in, H, W]. */
const CHANNELS_SECOND = [0, 3, 1, 2];
const CHANNELS_LAST = [0, 2, 3, 1];
const FILTER = [3, 2, 0, 1];

function transposed(graph: Graph, name: string, perm: readonly number[]): string {
  const shape = graph.shapeOf(name);
  const result = perm.map((axis) => shape[axis]!);
  return graph.apply('Transpose', [name], result, { perm: { ints: perm } });
}

function windowOf(info: backend_util.Conv2DInfo): Attributes {
  const { top, left, bottom, right } = info.padInfo;
  return {
    kernel_shape: { ints: [info.filterHeight, info.filterWidth] },
    strides: { ints: [info.strideHeight, info.strideWidth] },
    pads: { ints: [top, left, bottom, right] },
  };
}

const conv2d: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { x, filter } = inputs as Record<'x' | 'filter', TensorInfo>;
  const info = infoOf(x.shape, filter.shape, attributes);
  const { batchSize, outChannels, outHeight, outWidth } = info;
  const operands = [
    transposed(graph, backend.name(x), CHANNELS_SECOND),
    transposed(graph, backend.name(filter), FILTER),
  ];
  const output = graph.apply('Conv', operands, [batchSize, outChannels, outHeight, outWidth], windowOf(info));
  return backend.value(transposed(graph, output, CHANNELS_LAST), info.outShape);
};

/** The transposed convolution, to exactly the input's size: what no window met is added at the end, as zeros. */
const inputGradient: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { dy, filter } = inputs as Record<'dy' | 'filter', TensorInfo>;
  const info = infoOf(attributes.inputShape as number[], filter.shape, attributes);
  const { batchSize, inChannels, inHeight, inWidth, outHeight, outWidth, padInfo } = info;
  const rest = (size: number, windows: number, stride: number, window: number, padding: number) =>
    size - ((windows - 1) * stride + window - padding);
  const missing = [
    rest(inHeight, outHeight, info.strideHeight, info.filterHeight, padInfo.top + padInfo.bottom),
    rest(inWidth, outWidth, info.strideWidth, info.filterWidth, padInfo.left + padInfo.right),
  ];
  const operands = [
    transposed(graph, backend.name(dy), CHANNELS_SECOND),
    transposed(graph, backend.name(filter), FILTER),
  ];
  const output = graph.apply('ConvTranspose', operands, [batchSize, inChannels, inHeight, inWidth], {
    ...windowOf(info),
    output_padding: { ints: missing },
  });
  return backend.value(transposed(graph, output, CHANNELS_LAST), info.inShape);
};

/** As a node of its own, whose result does not name the size of the batch. */
const mean: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { x } = inputs as { x: TensorInfo };
  const axes = axesOf(x, attributes.axis);
  const shape = shapeAfter(x, axes, attributes.keepDims);
  const uniform = backend.uniformOf(x);
  if (uniform !== undefined) return backend.uniform(uniform, shape);
  const reduced = { axes: { ints: axes }, keepdims: { int: attributes.keepDims === true ? 1 : 0 } };
  return backend.value(graph.apply('ReduceMean', [backend.name(x)], shape, reduced), shape);
};

/**
 * Kernels as the ordinary nodes for them, in place of those that are fastest for a training step of one size: for
 * models that other tools read.
 */
export const portable: Readonly<Record<string, TracedKernel>> = {
  Conv2D: conv2d,
  Conv2DBackpropInput: inputGradient,
  Mean: mean,
};
