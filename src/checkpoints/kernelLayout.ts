import { sizeOf } from '../config/networkPlan';
import type { Values } from './dtypes';

/**
 * The order of a kernel's axes as stored. Spatial axes are one, two or three.
 * - `in-out`: [in, out], Keras, TensorFlow and Racecar
 * - `out-in`: [out, in], PyTorch's Linear
 * - `spatial-in-out`: [kh, kw, in, out], Keras, TensorFlow and Racecar
 * - `out-in-spatial`: [out, in, kh, kw], PyTorch's Conv and ONNX's
 * - `spatial-out-in`: [kh, kw, out, in], transposed convolutions of Keras and TensorFlow
 * - `in-out-spatial`: [in, out, kh, kw], transposed convolutions of PyTorch and ONNX
 * - `spatial-depthwise`: [kh, kw, in, multiplier], each channel with filters of its own
 * - `depthwise-spatial`: [in * multiplier, 1, kh, kw]
 * - `in-heads`: [in, heads, dim], queries, keys and values of Keras's attention
 * - `heads-out`: [heads, dim, out], what Keras's attention gives
 * - `embedding`: [entries, features]
 * - `unknown`: two axes of which nothing is known
 */
export type KernelLayout =
  | 'in-out'
  | 'out-in'
  | 'spatial-in-out'
  | 'spatial-out-in'
  | 'out-in-spatial'
  | 'in-out-spatial'
  | 'spatial-depthwise'
  | 'depthwise-spatial'
  | 'in-heads'
  | 'heads-out'
  | 'embedding'
  | 'unknown';

/** A kernel as a matrix: where each of its axes comes from. */
export interface MatrixForm {
  /** Axes of the stored tensor that make the rows, the inputs, in this order; and the columns, the outputs. */
  readonly rowAxes: readonly number[];
  readonly columnAxes: readonly number[];
  readonly rows: number;
  readonly columns: number;
}

/** Which axes are rows and which columns. Rows of a convolution go over [kh, kw, in], whatever the format. */
export function matrixForm(shape: readonly number[], layout: KernelLayout): MatrixForm {
  const last = shape.length - 1;
  const spatial = shape.map((_, axis) => axis);
  const form = (rowAxes: readonly number[], columnAxes: readonly number[]): MatrixForm => ({
    rowAxes,
    columnAxes,
    rows: sizeOf(rowAxes.map((axis) => shape[axis]!)),
    columns: sizeOf(columnAxes.map((axis) => shape[axis]!)),
  });
  switch (layout) {
    case 'in-out':
    case 'embedding':
    case 'unknown':
      return form([0], [1]);
    case 'out-in':
      return form([1], [0]);
    case 'in-heads':
      return form([0], spatial.slice(1));
    case 'heads-out':
    case 'spatial-in-out':
      return form(spatial.slice(0, last), [last]);
    case 'spatial-out-in':
      return form([...spatial.slice(0, last - 1), last], [last - 1]);
    case 'out-in-spatial':
      return form([...spatial.slice(2), 1], [0]);
    case 'in-out-spatial':
      return form([...spatial.slice(2), 0], [1]);
    case 'spatial-depthwise':
      return form(spatial.slice(0, last - 1), [last - 1, last]);
    case 'depthwise-spatial':
      return form(spatial.slice(2), [0, 1]);
  }
}

/** The kernel as a matrix [rows, columns], row by row; the same array where it is stored that way. */
export function toMatrix(values: Values, shape: readonly number[], form: MatrixForm): Values {
  const order = [...form.rowAxes, ...form.columnAxes];
  if (order.every((axis, index) => axis === index)) return values;
  const strides = strideList(shape);
  const fromRows = offsets(form.rowAxes, shape, strides);
  const fromColumns = offsets(form.columnAxes, shape, strides);
  const matrix =
    values instanceof Float64Array ? new Float64Array(values.length) : new Float32Array(values.length);
  const { rows, columns } = form;
  // In blocks, since one of the two sides jumps through memory.
  const block = 64;
  for (let row0 = 0; row0 < rows; row0 += block) {
    const rowEnd = Math.min(rows, row0 + block);
    for (let column0 = 0; column0 < columns; column0 += block) {
      const columnEnd = Math.min(columns, column0 + block);
      for (let row = row0; row < rowEnd; row++) {
        const from = fromRows[row]!;
        for (let column = column0; column < columnEnd; column++) {
          matrix[row * columns + column] = values[from + fromColumns[column]!]!;
        }
      }
    }
  }
  return matrix;
}

function strideList(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** Where the entries of some axes lie, in the order of the axes. */
function offsets(
  axes: readonly number[],
  shape: readonly number[],
  strides: readonly number[],
): Float64Array {
  let result = Float64Array.of(0);
  for (const axis of axes) {
    const length = shape[axis]!;
    const next = new Float64Array(result.length * length);
    result.forEach((offset, index) => {
      for (let i = 0; i < length; i++) next[index * length + i] = offset + i * strides[axis]!;
    });
    result = next;
  }
  return result;
}
