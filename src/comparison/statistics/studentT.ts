import { incompleteBeta } from './incompleteBeta';

/**
 * Probability that Student's t with `df` degrees of freedom is at least as far from 0 as `t`, on either side:
 * I_(df / (df + t^2))(df / 2, 1 / 2).
 */
export function twoSidedP(t: number, df: number): number {
  if (!Number.isFinite(t)) return Number.isNaN(t) ? NaN : 0;
  const square = t * t;
  return incompleteBeta(df / (df + square), df / 2, 0.5, square / (df + square));
}

/** The t that Student's t is beyond, on either side, with probability `p`; p = 0.05 gives the 95 % interval's. */
export function twoSidedQuantile(p: number, df: number): number {
  let high = 1;
  while (twoSidedP(high, df) > p) high *= 2;
  let low = 0;
  // The distribution falls steadily; halving ends at neighbouring numbers.
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (twoSidedP(middle, df) > p) low = middle;
    else high = middle;
  }
}
