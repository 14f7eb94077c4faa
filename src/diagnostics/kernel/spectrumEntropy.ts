import { EPSILON_64, matrixRank } from './matrixRank';

/**
 * Entropy of the eigenvalues as shares p_i of their sum, as a part of the largest possible: -sum p ln p / ln rank
 * (WeightWatcher's matrix entropy). 1: all equal; 0: a single one. Its rank is that of float64, whatever type the kernel is
 * stored in. Undefined below rank 2.
 */
export function spectrumEntropy(s: ArrayLike<number>, rows: number, columns: number): number | undefined {
  const rank = matrixRank(s, rows, columns, EPSILON_64);
  if (rank < 2) return undefined;
  let largest = 0;
  for (let i = 0; i < s.length; i++) largest = Math.max(largest, s[i]!);
  let total = 0;
  for (let i = 0; i < s.length; i++) total += (s[i]! / largest) ** 2;
  let entropy = 0;
  for (let i = 0; i < s.length; i++) {
    const share = (s[i]! / largest) ** 2 / total;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return entropy / Math.log(rank);
}
