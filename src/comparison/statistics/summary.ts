/** What some values of one quantity come to. */
export interface Summary {
  /** Values that there are. */
  readonly n: number;
  readonly mean: number;
  /** Of the population, estimated with n - 1; absent for one value. */
  readonly sd?: number;
  readonly min: number;
  readonly max: number;
}

/** Undefined without values. All must be finite. */
export function summarize(values: readonly number[]): Summary | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  const mean = meanOf(values);
  const range = { min: Math.min(...values), max: Math.max(...values) };
  return n === 1 ? { n, mean, ...range } : { n, mean, sd: Math.sqrt(varianceOf(values)), ...range };
}

/** The mean, corrected once by the mean of what is left, so that large offsets cost no digits. */
export function meanOf(values: readonly number[]): number {
  const n = values.length;
  const first = values.reduce((sum, value) => sum + value, 0) / n;
  return first + values.reduce((sum, value) => sum + (value - first), 0) / n;
}

/** With n - 1; NaN for fewer than two values. */
export function varianceOf(values: readonly number[]): number {
  const n = values.length;
  if (n < 2) return NaN;
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
}
