import { largestMagnitude, scaleExponent } from '../input';
import type { Matrix, MatrixProduct } from '../products/matrixProduct';

/** A matrix seen from its longer side: L [long, short], whether it is A or Aᵀ. Its largest entry is about 1. */
export interface Operand {
  readonly long: number;
  readonly short: number;
  /** A = L; otherwise A = Lᵀ. */
  readonly isTall: boolean;
  /** A times 2^-exponent, as it was given. */
  readonly a: Matrix;
  readonly exponent: number;
}

/** @throws UserError for an empty matrix and for a value that is not finite */
export function operandOf(matrix: ArrayLike<number>, rows: number, columns: number): Operand {
  const exponent = scaleExponent(largestMagnitude(matrix, rows, columns));
  const factor = 2 ** -exponent;
  const values = new Float64Array(matrix.length);
  for (let i = 0; i < values.length; i++) values[i] = matrix[i]! * factor;
  const [long, short] = rows >= columns ? [rows, columns] : [columns, rows];
  return { long, short, isTall: rows >= columns, a: { values, rows, columns }, exponent };
}

/** L X [long, columns of X]. */
export async function timesMatrix(
  { a, long, isTall }: Operand,
  x: Matrix,
  product: MatrixProduct,
): Promise<Matrix> {
  return {
    values: await product.multiply(a, x, { transposeA: !isTall }),
    rows: long,
    columns: x.columns,
  };
}
