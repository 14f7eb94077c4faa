import type { ColumnValues, RunEvidence } from './runEvidence';

/** The measured values of a column with their steps: finite ones only, in the order of the steps. */
export interface Series {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** Leaves out what was not measured or is not finite. Empty for a column that there is not. */
export function measured(run: RunEvidence, column: ColumnValues | undefined): Series {
  const steps: number[] = [];
  const values: number[] = [];
  const all = run.column('step');
  const { rows, values: stored } = storedOf(column);
  for (let at = 0; at < stored.length; at++) {
    const value = stored[at]!;
    if (!Number.isFinite(value)) continue;
    const row = rows?.[at] ?? at;
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
export function newest(run: RunEvidence, column: ColumnValues | undefined, count: number): readonly Point[] {
  const points: Point[] = [];
  const stored = storedOf(column);
  for (let at = stored.values.length - 1; at >= 0 && points.length < count; at--) {
    const point = pointAt(run, stored, at);
    if (point !== undefined) points.unshift(point);
  }
  return points;
}

/** The first `count` measured values. */
export function oldest(run: RunEvidence, column: ColumnValues | undefined, count: number): readonly Point[] {
  const points: Point[] = [];
  const stored = storedOf(column);
  for (let at = 0; at < stored.values.length && points.length < count; at++) {
    const point = pointAt(run, stored, at);
    if (point !== undefined) points.push(point);
  }
  return points;
}

/** The values that a column holds, and their rows where not every row has one. */
interface Stored {
  readonly rows?: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

function storedOf(column: ColumnValues | undefined): Stored {
  if (column === undefined) return { values: [] };
  return 'rows' in column ? column : { values: column };
}

function pointAt(run: RunEvidence, { rows, values }: Stored, at: number): Point | undefined {
  const value = values[at]!;
  if (!Number.isFinite(value)) return undefined;
  const row = rows?.[at] ?? at;
  return { step: run.column('step')?.[row] ?? row, value };
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
