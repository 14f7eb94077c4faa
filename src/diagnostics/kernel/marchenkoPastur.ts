/**
 * Upper edge lambda_+ of the eigenvalues of W^T W that a random matrix of this shape and variance would have,
 *
 *     lambda_+ = s² (1 + 1/sqrt(Q))²,   Q = N / M,   s² = N * variance of W's entries
 *
 * with N >= M the sides of W: Marchenko and Pastur 1967.
 */
export function marchenkoPasturEdge(rows: number, columns: number, variance: number): number {
  const larger = Math.max(rows, columns);
  const ratio = larger / Math.min(rows, columns);
  return larger * variance * (1 + 1 / Math.sqrt(ratio)) ** 2;
}

/** Variance of a kernel's entries from its singular values: the mean of the squares is the sum of lambda over their number. */
export function entryVariance(s: ArrayLike<number>, rows: number, columns: number, mean: number): number {
  let total = 0;
  for (let i = 0; i < s.length; i++) total += s[i]! * s[i]!;
  return Math.max(0, total / (rows * columns) - mean * mean);
}
