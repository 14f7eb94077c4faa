import type { RunEvidence } from './runEvidence';

/** The measured values of a column with their steps: finite ones only, in the order of the steps. */
export interface Series {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** Leaves out what was not measured or is not finite. Empty for a column that there is not. */
export function measured(run: RunEvidence, column: ArrayLike<number> | undefined): Series {
  const steps: number[] = [];
  const values: number[] = [];
  const all = run.column('step');
  for (let row = 0; row < (column?.length ?? 0); row++) {
    const value = column![row]!;
    if (!Number.isFinite(value)) continue;
    steps.push(all?.[row] ?? row);
    values.push(value);
  }
  return { steps, values };
}

/** A measured value and its step. */
export interface Point {
  readonly step: number;
  readonly value: number;
}

/**
 * The last `count` measured values, in the order of the steps; fewer where there are no more. Looks from the end on, so
 * that the columns of many layers cost little.
 */
export function newest(
  run: RunEvidence,
  column: ArrayLike<number> | undefined,
  count: number,
): readonly Point[] {
  const points: Point[] = [];
  for (let row = (column?.length ?? 0) - 1; row >= 0 && points.length < count; row--) {
    const point = pointAt(run, column!, row);
    if (point !== undefined) points.unshift(point);
  }
  return points;
}

/** The first `count` measured values. */
export function oldest(
  run: RunEvidence,
  column: ArrayLike<number> | undefined,
  count: number,
): readonly Point[] {
  const points: Point[] = [];
  for (let row = 0; row < (column?.length ?? 0) && points.length < count; row++) {
    const point = pointAt(run, column!, row);
    if (point !== undefined) points.push(point);
  }
  return points;
}

function pointAt(run: RunEvidence, column: ArrayLike<number>, row: number): Point | undefined {
  const value = column[row]!;
  return Number.isFinite(value) ? { step: run.column('step')?.[row] ?? row, value } : undefined;
}

/** Mean of the values from one index up to, not including, another; NaN of none. */
export function mean(values: readonly number[], from = 0, to = values.length): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]!;
  return sum / (to - from);
}

/** Median; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Means over `count` stretches of about the same length; at least as many values are needed. */
export function blockMeans(values: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, block) =>
    mean(values, blockStart(values.length, count, block), blockStart(values.length, count, block + 1)),
  );
}

/** Index of the first value of a stretch. */
export function blockStart(length: number, count: number, block: number): number {
  return Math.floor((block * length) / count);
}
