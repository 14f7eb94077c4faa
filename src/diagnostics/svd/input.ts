import { UserError } from '../../config/userError';

/**
 * The largest magnitude of a matrix that has an SVD.
 *
 * @throws UserError where the matrix has no values, or one that is not finite
 */
export function largestMagnitude(matrix: ArrayLike<number>, rows: number, columns: number): number {
  if (matrix.length !== rows * columns) {
    throw new Error(`A matrix of ${rows} x ${columns} does not have ${matrix.length} values.`);
  }
  if (rows * columns === 0) throw new UserError(`A matrix of ${rows} x ${columns} has no singular values.`);
  let largest = 0;
  for (let i = 0; i < matrix.length; i++) {
    const magnitude = Math.abs(matrix[i]!);
    if (!(magnitude < Infinity)) {
      const row = Math.floor(i / columns);
      throw new UserError(
        `The matrix holds ${matrix[i]} in row ${row}, column ${i % columns} (counted from 0); its singular values need finite numbers.`,
      );
    }
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

/** A power of two changes no digit; it keeps squares of tiny and of huge values in range. */
export function scaleExponent(largest: number): number {
  if (largest === 0) return 0;
  return Math.max(-1000, Math.min(1000, Math.floor(Math.log2(largest))));
}
