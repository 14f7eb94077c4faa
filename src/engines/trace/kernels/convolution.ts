import type { TensorInfo } from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import type { Graph } from '../graph';
import { swapped } from '../layout';
import type { TracedKernel } from './kernel';

type Shape4D = [number, number, number, number];
type ConvInfo = backend_util.Conv2DInfo;

/** The sizes of a convolution, as tfjs computes them from its kernel's attributes. */
export function infoOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: Record<string, unknown>,
) {
  return backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    attributes.strides as number | [number, number],
    1,
    attributes.pad as 'same' | 'valid' | number,
    attributes.dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined,
  );
}

const conv2d: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { x, filter } = inputs as Record<'x' | 'filter', TensorInfo>;
  const info = infoOf(x.shape, filter.shape, attributes);
  const { batchSize, outHeight, outWidth, outChannels, filterHeight, filterWidth, inChannels } = info;
  const rows = graph.apply(
    'Transpose',
    [backend.name(filter)],
    [outChannels, inChannels, filterHeight, filterWidth],
    {
      perm: { ints: [3, 2, 0, 1] },
    },
  );
  const matrix = graph.reshape(rows, [outChannels, inChannels * filterHeight * filterWidth]);
  const product = gemm(graph, matrix, columns(graph, backend.name(x), info), { transB: false });
  const output = graph.reshape(product, [outChannels, outHeight, outWidth, batchSize]);
  return backend.value(swapped(graph, output), info.outShape);
};

const filterGradient: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { x, dy } = inputs as Record<'x' | 'dy', TensorInfo>;
  const filterShape = attributes.filterShape as Shape4D;
  const info = infoOf(x.shape, filterShape, attributes);
  const [height, width, input, output] = filterShape;
  const gradient = graph.reshape(swapped(graph, backend.name(dy)), [
    output,
    info.outHeight * info.outWidth * info.batchSize,
  ]);
  const product = gemm(graph, columns(graph, backend.name(x), info), gradient, { transB: true });
  const filter = graph.reshape(product, [input, height, width, output]);
  const result = graph.apply('Transpose', [filter], filterShape, { perm: { ints: [1, 2, 0, 3] } });
  return backend.value(result, filterShape);
};

/**
 * The columns of an input [N, H, W, C]: [C * filter height * filter width, output height * output width * N], the
 * positions beyond its border zero.
 */
function columns(graph: Graph, x: string, info: ConvInfo): string {
  const { batchSize, inChannels, outHeight, outWidth, filterHeight, filterWidth } = info;
  const positions: (readonly [number, number])[] = [];
  for (let a = 0; a < filterHeight; a++) {
    for (let b = 0; b < filterWidth; b++) {
      for (let i = 0; i < outHeight; i++) {
        for (let j = 0; j < outWidth; j++) {
          positions.push([
            i * info.strideHeight + a - info.padInfo.top,
            j * info.strideWidth + b - info.padInfo.left,
          ]);
        }
      }
    }
  }
  const gathered = gather(graph, swapped(graph, x), positions);
  return graph.reshape(gathered, [inChannels * filterHeight * filterWidth, outHeight * outWidth * batchSize]);
}

/** Positions (row, column) of an image [C, H, W, N] one after the other, zero where they lie outside: [C, positions, N]. */
function gather(graph: Graph, image: string, positions: readonly (readonly [number, number])[]): string {
  const [channels, height, width, batch] = graph.shapeOf(image) as Shape4D;
  let outside = false;
  const indices = positions.map(([row, column]) => {
    if (row >= 0 && column >= 0 && row < height && column < width) return row * width + column;
    outside = true;
    return height * width;
  });
  const flat = graph.reshape(image, [channels, height * width, batch]);
  const zeros = {
    shape: [channels, 1, batch],
    type: 'float32',
    data: new Float32Array(channels * batch),
  } as const;
  const source = outside
    ? graph.apply(
        'Concat',
        [flat, graph.constant(`zeros ${channels} ${batch}`, zeros)],
        [channels, height * width + 1, batch],
        { axis: { int: 1 } },
      )
    : flat;
  const list = graph.integers(indices, `positions ${indices.join()}`);
  return graph.apply('Gather', [source, list], [channels, indices.length, batch], { axis: { int: 1 } });
}

/**
 * The gradient for a convolution's input, and so the transposed convolution. The input's pixels of one phase (their
 * remainders by the strides) meet the output's gradient in a convolution of stride one with a part of the filter; all
 * phases together are one product of matrices, with zeros where a phase has no tap.
 */
const inputGradient: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { dy, filter } = inputs as Record<'dy' | 'filter', TensorInfo>;
  const info = infoOf(attributes.inputShape as number[], filter.shape, attributes);
  const { inHeight, inWidth, inChannels, batchSize, strideHeight, strideWidth } = info;
  const vertical = phaseTaps(info.filterHeight, strideHeight, info.padInfo.top);
  const horizontal = phaseTaps(info.filterWidth, strideWidth, info.padInfo.left);
  const height = Math.ceil(inHeight / strideHeight);
  const width = Math.ceil(inWidth / strideWidth);

  const positions: (readonly [number, number])[] = [];
  for (const down of vertical.offsets) {
    for (const right of horizontal.offsets) {
      for (let i = 0; i < height; i++) for (let j = 0; j < width; j++) positions.push([i + down, j + right]);
    }
  }
  const taps = vertical.offsets.length * horizontal.offsets.length;
  const gathered = gather(graph, swapped(graph, backend.name(dy)), positions);
  const met = graph.reshape(gathered, [info.outChannels * taps, height * width * batchSize]);
  const phases = strideHeight * strideWidth;
  const product = gemm(graph, phaseFilter(graph, backend.name(filter), info, vertical, horizontal), met, {
    transB: false,
  });

  const apart = graph.reshape(product, [inChannels, strideHeight, strideWidth, height, width, batchSize]);
  const woven =
    phases === 1
      ? apart
      : graph.apply('Transpose', [apart], [inChannels, height, strideHeight, width, strideWidth, batchSize], {
          perm: { ints: [0, 3, 1, 4, 2, 5] },
        });
  const whole = graph.reshape(woven, [inChannels, height * strideHeight, width * strideWidth, batchSize]);
  const cut = cropped(graph, whole, [inChannels, inHeight, inWidth, batchSize]);
  return backend.value(swapped(graph, cut), info.inShape);
};

/** Along one axis: which offsets of the output any phase meets, and through which tap of the filter (or none, -1). */
interface PhaseTaps {
  readonly offsets: readonly number[];
  readonly tap: (offset: number, phase: number) => number;
}

/** Pixel `stride * q + phase` meets output `q + offset` through the tap `phase + padding - stride * offset`. */
function phaseTaps(filter: number, stride: number, padding: number): PhaseTaps {
  const tap = (offset: number, phase: number) => {
    const index = phase + padding - stride * offset;
    return index >= 0 && index < filter ? index : -1;
  };
  const phases = Array.from({ length: stride }, (_, phase) => phase);
  const lowest = Math.floor((padding - filter + 1) / stride);
  const highest = Math.floor((stride - 1 + padding) / stride);
  const all = Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index);
  return { offsets: all.filter((offset) => phases.some((phase) => tap(offset, phase) >= 0)), tap };
}

/** The filter [kh, kw, in, out] as a matrix [in * phases, out * offsets]. */
function phaseFilter(
  graph: Graph,
  filter: string,
  info: ConvInfo,
  vertical: PhaseTaps,
  horizontal: PhaseTaps,
): string {
  const { filterHeight, filterWidth, inChannels, outChannels, strideHeight, strideWidth } = info;
  const none = filterHeight * filterWidth;
  const taps: number[] = [];
  for (const down of vertical.offsets) {
    for (const right of horizontal.offsets) {
      for (let i = 0; i < strideHeight; i++) {
        for (let j = 0; j < strideWidth; j++) {
          const [row, column] = [vertical.tap(down, i), horizontal.tap(right, j)];
          taps.push(row < 0 || column < 0 ? none : row * filterWidth + column);
        }
      }
    }
  }
  const offsets = vertical.offsets.length * horizontal.offsets.length;
  const phases = strideHeight * strideWidth;
  const flat = graph.reshape(filter, [none, inChannels, outChannels]);
  const zeros = {
    shape: [1, inChannels, outChannels],
    type: 'float32',
    data: new Float32Array(inChannels * outChannels),
  } as const;
  const padded = taps.includes(none)
    ? graph.apply(
        'Concat',
        [flat, graph.constant(`no tap ${inChannels} ${outChannels}`, zeros)],
        [none + 1, inChannels, outChannels],
        { axis: { int: 0 } },
      )
    : flat;
  const picked = graph.apply(
    'Gather',
    [padded, graph.integers(taps)],
    [taps.length, inChannels, outChannels],
    {
      axis: { int: 0 },
    },
  );
  const split = graph.reshape(picked, [offsets, phases, inChannels, outChannels]);
  const ordered = graph.apply('Transpose', [split], [inChannels, phases, outChannels, offsets], {
    perm: { ints: [2, 1, 3, 0] },
  });
  return graph.reshape(ordered, [inChannels * phases, outChannels * offsets]);
}

function cropped(graph: Graph, name: string, shape: readonly number[]): string {
  if (graph.shapeOf(name).join() === shape.join()) return name;
  const bounds = [shape.map(() => 0), shape, shape.map((_, axis) => axis)].map((list) =>
    graph.integers(list),
  );
  return graph.apply('Slice', [name, ...bounds], shape);
}

function gemm(graph: Graph, a: string, b: string, { transB }: { transB: boolean }): string {
  const columns = graph.shapeOf(b)[transB ? 0 : 1]!;
  return graph.apply('Gemm', [a, b], [graph.shapeOf(a)[0]!, columns], {
    alpha: { float: 1 },
    transA: { int: 0 },
    transB: { int: transB ? 1 : 0 },
  });
}

/**
 * Convolutions as products of matrices, with the batch innermost: [channels, height, width, batch]. Then the columns
 * that a kernel meets are one Gather that moves whole batches, and the forward pass and the filter's gradient share
 * them. Around every convolution stand the transposes from and to tfjs's order; the layout pass takes most of them out.
 */
export const convolution: Readonly<Record<string, TracedKernel>> = {
  Conv2D: conv2d,
  Conv2DBackpropFilter: filterGradient,
  Conv2DBackpropInput: inputGradient,
};
