import { addTo } from './arrays';
import { elementCount, Value } from './tape';

export type Padding = 'same' | 'valid';

/** One pass over all products of a convolution: value a of x, b of the kernel and c of the output belong together. */
interface Geometry {
  readonly x: readonly number[];
  readonly kernel: readonly number[];
  readonly output: readonly number[];
  readonly strides: readonly [number, number];
  /** Padding before the first row and column. */
  readonly before: readonly [number, number];
}

/** Convolution (without a flip) of x [n, h, w, in] with a kernel [kh, kw, in, out], padded as TensorFlow does. */
export function conv2d(x: Value, kernel: Value, strides: readonly [number, number], padding: Padding): Value {
  const geometry = geometryOf(x.shape, kernel.shape, strides, padding);
  const data = forward(geometry, x.data, kernel.data);
  return new Value(geometry.output, data, [x, kernel], (gradient) => {
    if (x.gradient) addTo(x.gradient, toInput(geometry, gradient, kernel.data));
    if (kernel.gradient) addTo(kernel.gradient, toKernel(geometry, x.data, gradient));
  });
}

/** The adjoint of conv2d in x: y [n, oh, ow, out] back to the shape of conv2d's input. */
export function conv2dTranspose(
  y: Value,
  kernel: Value,
  inputShape: readonly number[],
  strides: readonly [number, number],
  padding: Padding,
): Value {
  const geometry = geometryOf(inputShape, kernel.shape, strides, padding);
  if (geometry.output.join() !== y.shape.join()) {
    throw new Error(`Expected [${geometry.output.join(', ')}], not [${y.shape.join(', ')}].`);
  }
  const data = toInput(geometry, y.data, kernel.data);
  return new Value(inputShape, data, [y, kernel], (gradient) => {
    if (y.gradient) addTo(y.gradient, forward(geometry, gradient, kernel.data));
    if (kernel.gradient) addTo(kernel.gradient, toKernel(geometry, gradient, y.data));
  });
}

function geometryOf(
  x: readonly number[],
  kernel: readonly number[],
  strides: readonly [number, number],
  padding: Padding,
): Geometry {
  if (x[3] !== kernel[2]) throw new Error(`A kernel for ${kernel[2]} channels got ${x[3]}.`);
  const along = (axis: 0 | 1): { size: number; before: number } => {
    const size = x[axis + 1]!;
    const window = kernel[axis]!;
    const stride = strides[axis];
    if (padding === 'valid') return { size: Math.floor((size - window) / stride) + 1, before: 0 };
    const count = Math.ceil(size / stride);
    return { size: count, before: Math.floor(Math.max((count - 1) * stride + window - size, 0) / 2) };
  };
  const [vertical, horizontal] = [along(0), along(1)];
  return {
    x,
    kernel,
    output: [x[0]!, vertical.size, horizontal.size, kernel[3]!],
    strides,
    before: [vertical.before, horizontal.before],
  };
}

/** Calls `visit` with the start of every run of channels that meet: in x, in the kernel, in the output. */
function eachWindowCell(
  { x, kernel, output, strides, before }: Geometry,
  visit: (xAt: number, kernelAt: number, outputAt: number) => void,
): void {
  const [batch, height, width, channels] = x as [number, number, number, number];
  const [kernelHeight, kernelWidth, , filters] = kernel as [number, number, number, number];
  const [, rows, columns] = output as [number, number, number, number];
  for (let cell = 0; cell < batch * rows * columns; cell++) {
    const sample = Math.floor(cell / (rows * columns));
    const top = (Math.floor(cell / columns) % rows) * strides[0] - before[0];
    const left = (cell % columns) * strides[1] - before[1];
    for (let ky = 0; ky < kernelHeight; ky++) {
      for (let kx = 0; kx < kernelWidth; kx++) {
        const row = top + ky;
        const column = left + kx;
        if (row < 0 || row >= height || column < 0 || column >= width) continue;
        visit(
          ((sample * height + row) * width + column) * channels,
          (ky * kernelWidth + kx) * channels * filters,
          cell * filters,
        );
      }
    }
  }
}

function forward(geometry: Geometry, x: Float64Array, kernel: Float64Array): Float64Array {
  const [channels, filters] = geometry.kernel.slice(2) as [number, number];
  const y = new Float64Array(elementCount(geometry.output));
  eachWindowCell(geometry, (xAt, kernelAt, outputAt) => {
    for (let i = 0; i < channels; i++) {
      for (let o = 0; o < filters; o++) y[outputAt + o]! += x[xAt + i]! * kernel[kernelAt + i * filters + o]!;
    }
  });
  return y;
}

function toInput(geometry: Geometry, y: Float64Array, kernel: Float64Array): Float64Array {
  const [channels, filters] = geometry.kernel.slice(2) as [number, number];
  const x = new Float64Array(elementCount(geometry.x));
  eachWindowCell(geometry, (xAt, kernelAt, outputAt) => {
    for (let i = 0; i < channels; i++) {
      for (let o = 0; o < filters; o++) x[xAt + i]! += y[outputAt + o]! * kernel[kernelAt + i * filters + o]!;
    }
  });
  return x;
}

function toKernel(geometry: Geometry, x: Float64Array, y: Float64Array): Float64Array {
  const [channels, filters] = geometry.kernel.slice(2) as [number, number];
  const kernel = new Float64Array(elementCount(geometry.kernel));
  eachWindowCell(geometry, (xAt, kernelAt, outputAt) => {
    for (let i = 0; i < channels; i++) {
      for (let o = 0; o < filters; o++) kernel[kernelAt + i * filters + o]! += x[xAt + i]! * y[outputAt + o]!;
    }
  });
  return kernel;
}
