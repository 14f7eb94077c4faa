import { meanOf, varianceOf } from './summary';
import { twoSidedP, twoSidedQuantile } from './studentT';

/** What a t-test says of a difference of means. */
export interface TTest {
  readonly difference: number;
  readonly t: number;
  readonly df: number;
  /** Two-sided. */
  readonly p: number;
  /** 95 % confidence interval of the difference. */
  readonly interval: readonly [number, number];
  /** The difference in standard deviations; absent where these are zero. */
  readonly effect?: number;
}

const ALPHA = 0.05;

/**
 * Student's paired test of differences against 0; its effect size is Cohen's d_z = mean / standard deviation of them.
 * Undefined for fewer than two, and where all are the same, which leaves no spread to measure the mean by.
 */
export function pairedT(differences: readonly number[]): TTest | undefined {
  const n = differences.length;
  const difference = meanOf(differences);
  const sd = Math.sqrt(varianceOf(differences));
  if (n < 2 || !isSpread(sd, differences)) return undefined;
  return { ...test(difference, sd / Math.sqrt(n), n - 1), effect: difference / sd };
}

/**
 * Welch's test of two samples with variances of their own (Biometrika 34, 1947), degrees of freedom after Satterthwaite;
 * its effect size is Hedges' g: the difference in pooled standard deviations times 1 - 3 / (4 (n1 + n2) - 9).
 * Undefined where a sample has fewer than two values, or neither has any spread.
 */
export function welchT(a: readonly number[], b: readonly number[]): TTest | undefined {
  if (a.length < 2 || b.length < 2) return undefined;
  const difference = meanOf(a) - meanOf(b);
  const [varianceA, varianceB] = [varianceOf(a), varianceOf(b)];
  if (!isSpread(Math.sqrt(varianceA), a) && !isSpread(Math.sqrt(varianceB), b)) return undefined;
  const [shareA, shareB] = [varianceA / a.length, varianceB / b.length];
  const df = (shareA + shareB) ** 2 / (shareA ** 2 / (a.length - 1) + shareB ** 2 / (b.length - 1));
  const freedom = a.length + b.length - 2;
  const pooled = Math.sqrt(((a.length - 1) * varianceA + (b.length - 1) * varianceB) / freedom);
  const correction = 1 - 3 / (4 * freedom - 1);
  return {
    ...test(difference, Math.sqrt(shareA + shareB), df),
    effect: (correction * difference) / pooled,
  };
}

/** Of few samples, since curves ask for the same ones at each of their points. */
const quantiles = new Map<number, number>();

/**
 * How far the 95 % confidence interval of a mean reaches to either side: t_(n - 1) sd / sqrt(n).
 *
 * @param n   values, at least 2
 * @param sd  their standard deviation, estimated with n - 1
 */
export function intervalOfMean(n: number, sd: number): number {
  const known = quantiles.get(n);
  const quantile = known ?? twoSidedQuantile(ALPHA, n - 1);
  if (known === undefined) quantiles.set(n, quantile);
  return (quantile * sd) / Math.sqrt(n);
}

function test(difference: number, standardError: number, df: number): TTest {
  const t = difference / standardError;
  const reach = twoSidedQuantile(ALPHA, df) * standardError;
  return { difference, t, df, p: twoSidedP(t, df), interval: [difference - reach, difference + reach] };
}

/** Whether a standard deviation is more than what rounding makes of equal values. */
function isSpread(sd: number, values: readonly number[]): boolean {
  return sd > 1e-14 * Math.max(...values.map(Math.abs));
}
