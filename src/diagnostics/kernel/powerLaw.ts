/** A power law p(lambda) ~ lambda^-alpha fitted to the upper tail of a kernel's eigenvalues lambda = sigma². */
export interface PowerLaw {
  readonly alpha: number;
  /** Where the tail begins. */
  readonly xmin: number;
  /** Kolmogorov-Smirnov distance between the tail and the law. */
  readonly distance: number;
  /** Eigenvalues from xmin on. */
  readonly tail: number;
  /** Eigenvalues that were looked at: those above zero. */
  readonly eigenvalues: number;
  /** Whether there are enough of them to mean something. */
  readonly reliable: boolean;
}

/** Below this number of eigenvalues the fit depends on single ones. */
export const RELIABLE_EIGENVALUES = 50;

/** Rounding of float32 leaves eigenvalues of about this share of the largest where there are none. */
const RANK_TOLERANCE = 2 ** -23;

/** Fewer points have no tail. */
const LEAST = 5;

/**
 * Maximum likelihood for each possible beginning of the tail, alpha = 1 + n / sum ln(lambda_i / xmin), and of these the
 * one whose Kolmogorov-Smirnov distance is least: Clauset, Shalizi and Newman 2009, arXiv:0706.1062; as WeightWatcher
 * fits it (Martin and Mahoney, arXiv:1901.08276).
 *
 * @param s  singular values, in any order
 * @returns undefined where fewer than five differ from zero, or all are equal
 */
export function fitPowerLaw(s: ArrayLike<number>): PowerLaw | undefined {
  const lambda = eigenvalues(s);
  const count = lambda.length;
  if (count < LEAST) return undefined;
  const log = lambda.map(Math.log);
  // Sum of the logarithms from i on, from the largest down.
  const tailSum = new Float64Array(count + 1);
  for (let i = count - 1; i >= 0; i--) tailSum[i] = tailSum[i + 1]! + log[i]!;
  let best: { alpha: number; start: number; distance: number } | undefined;
  for (let start = 0; start < count - 1; start++) {
    const n = count - start;
    const spread = tailSum[start]! - n * log[start]!;
    if (!(spread > 0)) continue;
    const alpha = 1 + n / spread;
    const distance = tailDistance(log, start, alpha, best?.distance ?? Infinity);
    if (distance < (best?.distance ?? Infinity)) best = { alpha, start, distance };
  }
  if (best === undefined) return undefined;
  const { alpha, start, distance } = best;
  return {
    alpha,
    xmin: lambda[start]!,
    distance,
    tail: count - start,
    eigenvalues: count,
    reliable: count >= RELIABLE_EIGENVALUES,
  };
}

/** Ascending, without those that are zero but for rounding. */
function eigenvalues(s: ArrayLike<number>): Float64Array {
  let largest = 0;
  for (let i = 0; i < s.length; i++) largest = Math.max(largest, s[i]!);
  return Float64Array.from(s)
    .filter((sigma) => sigma > largest * RANK_TOLERANCE)
    .map((sigma) => sigma * sigma)
    .sort();
}

/**
 * The largest difference between the law's distribution function and the tail's, at the tail's points.
 * @param limit where the search may end: a larger distance is of no interest
 */
function tailDistance(log: Float64Array, start: number, alpha: number, limit: number): number {
  const n = log.length - start;
  const first = log[start]!;
  let distance = 0;
  for (let i = 0; i < n && distance < limit; i++) {
    const law = 1 - Math.exp((1 - alpha) * (log[start + i]! - first));
    distance = Math.max(distance, Math.abs(law - i / n));
  }
  return distance;
}
