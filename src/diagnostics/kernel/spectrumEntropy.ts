/** Singular values below this share of the largest, times the larger side, are zero: numpy's matrix_rank in float64. */
const EPSILON = 2 ** -52;

/** Number of singular values above max(rows, columns) * 2^-52 * the largest. */
export function matrixRank(s: ArrayLike<number>, rows: number, columns: number): number {
  let largest = 0;
  for (let i = 0; i < s.length; i++) largest = Math.max(largest, s[i]!);
  const tolerance = largest * Math.max(rows, columns) * EPSILON;
  let rank = 0;
  for (let i = 0; i < s.length; i++) if (s[i]! > tolerance) rank++;
  return rank;
}

/**
 * Entropy of the eigenvalues as shares p_i of their sum, as a part of the largest possible: -sum p ln p / ln rank
 * (WeightWatcher's matrix entropy). 1: all equal; 0: a single one. Undefined below rank 2.
 */
export function spectrumEntropy(s: ArrayLike<number>, rows: number, columns: number): number | undefined {
  const rank = matrixRank(s, rows, columns);
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
