import { bidiagonalize } from './bidiagonalize';
import { diagonalize } from './diagonalize';
import { largestMagnitude, scaleExponent } from './input';
import { lq, timesQ } from './lq';
import { productColumns, type Rows } from './reflector';

/** A thin singular value decomposition A = U diag(s) Vᵀ of A [rows, columns], with k = min(rows, columns). */
export interface Svd {
  readonly rows: number;
  readonly columns: number;
  /** The k singular values, descending. */
  readonly s: Float64Array;
  /** [rows, k], row by row; empty where the vectors were not asked for. */
  readonly u: Float64Array;
  /** [columns, k], row by row; empty where the vectors were not asked for. */
  readonly v: Float64Array;
}

/**
 * Thin SVD in float64: LQ of the wider orientation, bidiagonalisation, implicit QR. The values are good to about
 * 1e-15 of the largest; U and V have orthonormal columns, also where singular values are zero. The sign of each pair of
 * vectors is such that the entry of u with the largest magnitude (the first of several) is positive. The same
 * matrix always gives the same bits.
 *
 * @param matrix   [rows, columns], row by row
 * @param options  `vectors: false` for the singular values only, which is several times faster
 * @throws UserError for an empty matrix and for a value that is not finite
 */
export function svd(
  matrix: ArrayLike<number>,
  rows: number,
  columns: number,
  options: { readonly vectors?: boolean } = {},
): Svd {
  const exponent = scaleExponent(largestMagnitude(matrix, rows, columns));
  const tall = rows > columns;
  const wide = scaledRows(matrix, rows, columns, tall, 2 ** -exponent);
  const found = decomposeWide(wide, options.vectors ?? true);

  const order = descending(found.values);
  const s = Float64Array.from(order, (i) => Math.abs(found.values[i]!) * 2 ** exponent);
  if (found.vectors === undefined) {
    return { rows, columns, s, u: new Float64Array(0), v: new Float64Array(0) };
  }
  const { left, right } = found.vectors;
  const [us, vs] = tall ? [right, left] : [left, right];
  const flips = order.map((i) => (leadsNegative(us[i]!) ? -1 : 1));
  const vFlips = order.map((i, j) => (found.values[i]! < 0 ? -flips[j]! : flips[j]!));
  return { rows, columns, s, u: toColumns(us, order, flips), v: toColumns(vs, order, vFlips) };
}

/** The rows of the matrix, or of its transpose, times a factor. */
function scaledRows(
  matrix: ArrayLike<number>,
  rows: number,
  columns: number,
  transpose: boolean,
  factor: number,
): Float64Array[] {
  const [count, length] = transpose ? [columns, rows] : [rows, columns];
  const [countStride, lengthStride] = transpose ? [1, columns] : [columns, 1];
  return Array.from({ length: count }, (_, i) => {
    const row = new Float64Array(length);
    for (let j = 0; j < length; j++) row[j] = matrix[i * countStride + j * lengthStride]! * factor;
    return row;
  });
}

/** Singular values of either sign, in no order, of a matrix that is at least as wide as high; vectors as rows. */
function decomposeWide(
  wide: Float64Array[],
  wanted: boolean,
): { values: Float64Array; vectors?: { left: Rows; right: Rows } } {
  const k = wide.length;
  const outer = wide[0]!.length > k ? lq(wide) : undefined;
  const inner = bidiagonalize(outer?.lower ?? wide);
  const left = wanted ? productColumns(inner.left, 0, k) : undefined;
  const right = wanted ? productColumns(inner.right, 1, k) : undefined;
  diagonalize(inner.diagonal, inner.superdiagonal, left, right);
  if (left === undefined || right === undefined) return { values: inner.diagonal };
  return {
    values: inner.diagonal,
    vectors: { left, right: outer === undefined ? right : timesQ(right, outer) },
  };
}

/** The indices in descending order of magnitude. */
function descending(values: Float64Array): number[] {
  return Array.from(values, (_, i) => i).sort((a, b) => Math.abs(values[b]!) - Math.abs(values[a]!));
}

/** Whether the entry with the largest magnitude (the first of several) is negative. */
function leadsNegative(vector: Float64Array): boolean {
  let lead = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(lead)) lead = value;
  return lead < 0;
}

/** Chosen vectors, each times its factor, become the columns of a matrix stored row by row. */
function toColumns(vectors: Rows, order: readonly number[], factors: readonly number[]): Float64Array {
  const width = order.length;
  const result = new Float64Array(vectors[0]!.length * width);
  order.forEach((index, column) => {
    const factor = factors[column]!;
    vectors[index]!.forEach((value, row) => (result[row * width + column] = value * factor));
  });
  return result;
}
