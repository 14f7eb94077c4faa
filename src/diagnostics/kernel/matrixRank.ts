import { marchenkoPasturEdge } from './marchenkoPastur';

/** Spacing of float64 and of float32 around 1. */
export const EPSILON_64 = 2 ** -52;
export const EPSILON_32 = 2 ** -23;

/**
 * Number of singular values that are more than rounding: above max(rows, columns) * epsilon * the largest, as numpy's
 * matrix_rank. For types narrower than float32 that bound lies above the whole spectrum of a large kernel. There they must
 * exceed what a matrix of rounding errors alone reaches: errors of epsilon / 2 of an entry, the most that they are, up to
 * the edge of Marchenko and Pastur.
 *
 * @param s        descending or not
 * @param epsilon  spacing around 1 of the type that the entries are stored in
 */
export function matrixRank(s: ArrayLike<number>, rows: number, columns: number, epsilon: number): number {
  let largest = 0;
  for (let i = 0; i < s.length; i++) largest = Math.max(largest, s[i]!);
  // As shares of the largest, whose square may be out of range.
  let squares = 0;
  for (let i = 0; i < s.length; i++) squares += (s[i]! / largest) ** 2;
  const variance = ((epsilon ** 2 / 4) * squares) / (rows * columns);
  const share =
    epsilon <= EPSILON_32
      ? Math.max(rows, columns) * epsilon
      : Math.sqrt(marchenkoPasturEdge(rows, columns, variance));
  let rank = 0;
  for (let i = 0; i < s.length; i++) if (s[i]! > largest * share) rank++;
  return rank;
}
