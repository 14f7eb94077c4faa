/**
 * Numbers that sum up a kernel's singular values, given as a plain list in any order: all min(rows, columns) of
 * them, zeros included. lambda = sigma² are the eigenvalues of the smaller Gram matrix.
 */
type SingularValues = ArrayLike<number>;

/** Sum of lambda / largest lambda: ‖W‖²_F / ‖W‖²₂ (Rudelson & Vershynin 2007). 0 for a zero matrix. */
export function stableRank(s: SingularValues): number {
  const largest = max(s);
  if (largest === 0) return 0;
  return sum(s, (sigma) => (sigma / largest) ** 2);
}

/** exp of the entropy of sigma / sum of sigma (Roy & Vetterli 2007, "The effective rank"). 0 for a zero matrix. */
export function effectiveRank(s: SingularValues): number {
  const largest = max(s);
  if (largest === 0) return 0;
  const total = sum(s, (sigma) => sigma / largest);
  const entropy = sum(s, (sigma) => {
    const share = sigma / largest / total;
    return share === 0 ? 0 : -share * Math.log(share);
  });
  return Math.exp(entropy);
}

/** sigma_max / sigma_min; Infinity where a singular value is zero. */
export function conditionNumber(s: SingularValues): number {
  const largest = max(s);
  let smallest = largest;
  for (let i = 0; i < s.length; i++) smallest = Math.min(smallest, s[i]!);
  return smallest === 0 ? Infinity : largest / smallest;
}

/** ‖W‖_F, the root of the sum of lambda. */
export function frobeniusNorm(s: SingularValues): number {
  const largest = max(s);
  return largest === 0 ? 0 : largest * Math.sqrt(stableRank(s));
}

/**
 * ‖WᵀW − I‖²_F, on the smaller side: ‖WWᵀ − I‖²_F where W is wider than high. It is the sum of (sigma² − 1)² over the
 * min(rows, columns) singular values. Bansal et al. 2018, arXiv:1810.09102.
 */
export function orthogonalityError(s: SingularValues, rows: number, columns: number): number {
  if (s.length !== Math.min(rows, columns)) {
    throw new Error(`A kernel of ${rows} x ${columns} does not have ${s.length} singular values.`);
  }
  return sum(s, (sigma) => (sigma * sigma - 1) ** 2);
}

/**
 * Exact SRIP, the spectral norm of the smaller WᵀW − I: the largest |sigma² − 1|. Bansal et al. 2018,
 * arXiv:1810.09102.
 */
export function srip(s: SingularValues): number {
  return max(Array.from(s, (sigma) => Math.abs(sigma * sigma - 1)));
}

function sum(values: ArrayLike<number>, term: (value: number) => number): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += term(values[i]!);
  return total;
}

function max(values: ArrayLike<number>): number {
  if (values.length === 0) throw new Error('A matrix has at least one singular value.');
  let result = values[0]!;
  for (let i = 1; i < values.length; i++) result = Math.max(result, values[i]!);
  return result;
}
