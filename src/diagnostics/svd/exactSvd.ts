import { gramSvd } from './gram/gramSvd';
import { gramValues } from './gram/gramValues';
import type { Svd } from './index';
import { svd } from './index';
import type { MatrixProduct } from './products/matrixProduct';
import type { OnSvdProgress } from './progress';

/** Up to this many values in the smaller side Golub and Kahan's method is faster, and as exact as can be. */
const SMALL_SIDE = 40;

/**
 * Thin SVD in float64 by the method that is faster for the matrix.
 *
 * @param matrix      [rows, columns], row by row
 * @param vectors     false: the values alone, u and v empty
 * @param onProgress  may throw to give up
 * @throws UserError for an empty matrix and for a value that is not finite
 */
export async function exactSvd(
  matrix: ArrayLike<number>,
  rows: number,
  columns: number,
  vectors: boolean,
  product: MatrixProduct,
  onProgress: OnSvdProgress = () => undefined,
): Promise<Svd> {
  if (Math.min(rows, columns) <= SMALL_SIDE) return svd(matrix, rows, columns, { vectors });
  if (vectors) return gramSvd(matrix, rows, columns, product, onProgress);
  const s = await gramValues(matrix, rows, columns, product, onProgress);
  return { rows, columns, s, u: new Float64Array(0), v: new Float64Array(0) };
}
