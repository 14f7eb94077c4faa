/**
 * Neighbouring singular values closer than this share of the larger are taken as equal. A change of the kernel of
 * norm e turns a singular vector by about e / gap (Wedin 1972), and a step of training easily changes a kernel by
 * one part in a hundred of a singular value: within such a cluster only the span means something.
 */
export const RELATIVE_GAP = 0.01;

/** Singular values from `first` to `last`, both counted from 0, that are nearly equal each to the next. */
export interface Cluster {
  readonly first: number;
  readonly last: number;
}

/** @param sigma  descending; zeros (a rank below full) are one cluster of their own */
export function degenerateClusters(sigma: ArrayLike<number>, relativeGap = RELATIVE_GAP): Cluster[] {
  const clusters: Cluster[] = [];
  let first = 0;
  for (let i = 1; i <= sigma.length; i++) {
    if (i < sigma.length && sigma[i - 1]! - sigma[i]! <= relativeGap * sigma[i - 1]!) continue;
    if (i - 1 > first) clusters.push({ first, last: i - 1 });
    first = i;
  }
  return clusters;
}

/** The cluster that a singular value is in. */
export function clusterOf(clusters: readonly Cluster[], number: number): Cluster | undefined {
  return clusters.find(({ first, last }) => first <= number && number <= last);
}
