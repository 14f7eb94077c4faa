import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type {
  Conv2DAttrs,
  Conv2DBackpropFilterAttrs,
  Conv2DBackpropInputAttrs,
  KernelConfig,
  KernelFunc,
  TensorInfo,
} from '@tensorflow/tfjs-core';
import { backend_util, getKernel, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';

const BACKEND = 'wasm';

/**
 * Replaces kernels of tfjs-backend-wasm 4.22 that are wrong, missing or slow for training: convolutions with "same"
 * padding read beyond the input where the stride exceeds the kernel; filter gradients are missing; products with a
 * transposed operand and input gradients run as naive loops instead of in XNNPACK.
 */
export function patchWasmKernels(): void {
  replaceKernel('BatchMatMul', transposedMatMul);
  replaceKernel('Conv2D', explicitlyPadded);
  registerKernel({ kernelName: 'Conv2DBackpropFilter', backendName: BACKEND, kernelFunc: filterGradient });
  replaceKernel('Conv2DBackpropInput', inputGradient);
}

type Shape4D = [number, number, number, number];

type WasmKernel = (args: {
  inputs: Record<string, TensorInfo>;
  backend: BackendWasm;
  attrs: Record<string, unknown>;
}) => TensorInfo;

function kernel(name: string): WasmKernel {
  return getKernel(name, BACKEND).kernelFunc as unknown as WasmKernel;
}

function replaceKernel(name: string, wrap: (original: WasmKernel) => WasmKernel): void {
  const config: KernelConfig = getKernel(name, BACKEND);
  const wrapped = wrap(config.kernelFunc as unknown as WasmKernel);
  unregisterKernel(name, BACKEND);
  registerKernel({ ...config, kernelFunc: wrapped as unknown as KernelFunc });
}

/** Transposes operands before the product, which XNNPACK takes untransposed only. */
function transposedMatMul(original: WasmKernel): WasmKernel {
  return ({ inputs, backend, attrs }) => {
    const temporary: TensorInfo[] = [];
    const operand = (x: TensorInfo, transposed: unknown): TensorInfo => {
      if (transposed !== true) return x;
      const perm = x.shape.map((_, axis) => axis);
      const rank = perm.length;
      [perm[rank - 2], perm[rank - 1]] = [rank - 1, rank - 2];
      const result = kernel('Transpose')({ inputs: { x }, backend, attrs: { perm } });
      temporary.push(result);
      return result;
    };
    const a = operand(inputs.a!, attrs.transposeA);
    const b = operand(inputs.b!, attrs.transposeB);
    const plain = { ...attrs, transposeA: false, transposeB: false };
    const product = original({ inputs: { a, b }, backend, attrs: plain });
    for (const each of temporary) backend.disposeData(each.dataId);
    return product;
  };
}

/** Tells XNNPACK how far "same" pads instead of letting it find out. */
function explicitlyPadded(original: WasmKernel): WasmKernel {
  return (args) => {
    const { x, filter } = args.inputs as Record<'x' | 'filter', TensorInfo>;
    const { strides, pad, dilations, dimRoundingMode } = args.attrs as unknown as Conv2DAttrs;
    if (pad !== 'same') return original(args);
    const { padInfo } = backend_util.computeConv2DInfo(
      x.shape as Shape4D,
      filter.shape as Shape4D,
      strides,
      dilations,
      pad,
      dimRoundingMode,
    );
    const { top, bottom, left, right } = padInfo;
    const explicit = [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ];
    return original({ ...args, attrs: { ...args.attrs, pad: explicit } });
  };
}

/**
 * The gradient of a convolution with respect to its filter, as a convolution itself: with batch and channels
 * exchanged, the input is convolved with the output's gradient, dilated by the stride.
 */
const filterGradient: KernelFunc = (args) => {
  const { x, dy } = args.inputs as Record<'x' | 'dy', TensorInfo>;
  const backend = args.backend as BackendWasm;
  const { strides, pad, dimRoundingMode, filterShape } = args.attrs as unknown as Conv2DBackpropFilterAttrs;
  const info = backend_util.computeConv2DInfo(
    x.shape as Shape4D,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { top, left } = info.padInfo;
  const rows = excess(info.inHeight, top, info.outHeight, info.strideHeight, info.filterHeight);
  const columns = excess(info.inWidth, left, info.outWidth, info.strideWidth, info.filterWidth);
  const transpose = kernel('Transpose');
  // [channels, height, width, batch] and [outHeight, outWidth, batch, filters]
  const swapped = transpose({ inputs: { x }, backend, attrs: { perm: [3, 1, 2, 0] } });
  const cropped = crop(swapped, backend, info.inHeight - rows.crop, info.inWidth - columns.crop);
  const gradient = transpose({ inputs: { x: dy }, backend, attrs: { perm: [1, 2, 0, 3] } });
  const result = kernel('Conv2D')({
    inputs: { x: cropped, filter: gradient },
    backend,
    attrs: {
      strides: 1,
      dilations: [info.strideHeight, info.strideWidth],
      dataFormat: 'NHWC',
      dimRoundingMode: null,
      pad: [
        [0, 0],
        [top, rows.pad],
        [left, columns.pad],
        [0, 0],
      ],
    },
  });
  const filter = transpose({ inputs: { x: result }, backend, attrs: { perm: [1, 2, 0, 3] } });
  const temporary = new Set([swapped, cropped, gradient, result]);
  for (const each of temporary) backend.disposeData(each.dataId);
  return filter;
};

/** How far the dilated gradient's last window reaches past the input's end, or stays short of it. */
function excess(input: number, before: number, output: number, stride: number, filter: number) {
  const needed = filter - 1 + (output - 1) * stride + 1;
  const available = input + before;
  return { pad: Math.max(0, needed - available), crop: Math.max(0, available - needed) };
}

/** The first rows and columns of [channels, height, width, batch]; the rest meets no window of the convolution. */
function crop(x: TensorInfo, backend: BackendWasm, height: number, width: number): TensorInfo {
  const [channels, inHeight, inWidth, batch] = x.shape as Shape4D;
  if (height === inHeight && width === inWidth) return x;
  return kernel('Slice')({
    inputs: { x },
    backend,
    attrs: { begin: [0, 0, 0, 0], size: [channels, height, width, batch] },
  });
}

/**
 * The gradient of a convolution with respect to its input, and so the transposed convolution: the output's gradient
 * with zeros between its entries for the stride, convolved with the filter turned by 180 degrees.
 */
function inputGradient(original: WasmKernel): WasmKernel {
  return (args) => {
    const { dy, filter } = args.inputs as Record<'dy' | 'filter', TensorInfo>;
    const { backend } = args;
    const { inputShape, strides, pad, dimRoundingMode, dataFormat } =
      args.attrs as unknown as Conv2DBackpropInputAttrs;
    const info = backend_util.computeConv2DInfo(
      inputShape,
      filter.shape as Shape4D,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const top = info.filterHeight - 1 - info.padInfo.top;
    const left = info.filterWidth - 1 - info.padInfo.left;
    if (top < 0 || left < 0 || dataFormat === 'NCHW') return original(args);
    const spread = spreadOut(dy, backend, info, top, left);
    const turned = kernel('Reverse')({ inputs: { x: filter }, backend, attrs: { dims: [0, 1] } });
    const swapped = kernel('Transpose')({ inputs: { x: turned }, backend, attrs: { perm: [0, 1, 3, 2] } });
    const result = kernel('Conv2D')({
      inputs: { x: spread, filter: swapped },
      backend,
      attrs: { strides: 1, dilations: 1, pad: 'valid', dataFormat: 'NHWC', dimRoundingMode: null },
    });
    for (const each of [spread, turned, swapped]) backend.disposeData(each.dataId);
    return result;
  };
}

/** dy with stride - 1 zeros between its rows and columns, and zeros around it up to the size that convolves to the input's. */
function spreadOut(
  dy: TensorInfo,
  backend: BackendWasm,
  info: backend_util.Conv2DInfo,
  top: number,
  left: number,
): TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels, strideHeight, strideWidth } = info;
  const height = info.inHeight + info.filterHeight - 1;
  const width = info.inWidth + info.filterWidth - 1;
  const spread = backend.makeOutput([batchSize, height, width, outChannels], 'float32');
  const target = backend.typedArrayFromHeap(spread);
  const source = backend.typedArrayFromHeap(dy);
  target.fill(0);
  let from = 0;
  for (let sample = 0; sample < batchSize; sample++) {
    for (let row = 0; row < outHeight; row++) {
      let to = ((sample * height + top + row * strideHeight) * width + left) * outChannels;
      for (let column = 0; column < outWidth; column++) {
        for (let channel = 0; channel < outChannels; channel++) target[to + channel] = source[from++]!;
        to += strideWidth * outChannels;
      }
    }
  }
  return spread;
}
