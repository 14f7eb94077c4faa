import type { ColourTable } from './colourScales';
import { TABLE_SIZE } from './colourScales';

/** Which values the first and the last colour stand for. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** The smallest and largest finite value; undefined where there is none. */
export function rangeOf(...lists: readonly ArrayLike<number>[]): ValueRange | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const value = list[i]!;
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? { low, high } : undefined;
}

/** The range that spans all of the given ones. */
export function unionOf(ranges: readonly (ValueRange | undefined)[]): ValueRange | undefined {
  return rangeOf(ranges.flatMap((range) => (range === undefined ? [] : [range.low, range.high])));
}

/** -limit to limit. A limit of zero would have no colours between its ends, so it becomes 1. */
export function symmetricRange(limit: number): ValueRange {
  const reach = limit > 0 && Number.isFinite(limit) ? limit : 1;
  return { low: -reach, high: reach };
}

/** The symmetric range that holds every value of a range. */
export function symmetricAround(range: ValueRange | undefined): ValueRange {
  return symmetricRange(range === undefined ? 0 : Math.max(Math.abs(range.low), Math.abs(range.high)));
}

/**
 * The range for the entries of unit vectors of a given length: 3 / sqrt(n), at most 1. The entries of a vector that
 * points nowhere in particular have the standard deviation 1 / sqrt(n), so noise fills a third of the colours, a
 * pattern shows as more, and the range is the same at every step, for every mode and every run.
 */
export function unitVectorRange(length: number): ValueRange {
  return symmetricRange(Math.min(1, 3 / Math.sqrt(Math.max(1, length))));
}

/** Number of values outside a range: they are drawn as its ends. */
export function countOutside(values: ArrayLike<number>, { low, high }: ValueRange): number {
  // float32 values of a range's own ends must not count as beyond it
  const slack = 1e-6 * (high - low);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < low - slack || values[i]! > high + slack) count++;
  }
  return count;
}

/** The table's index for a value: clipped to the range; -1 for one that is not a number. */
export function colourIndex(value: number, { low, high }: ValueRange): number {
  if (Number.isNaN(value)) return -1;
  if (high <= low) return (TABLE_SIZE - 1) >> 1;
  const share = (value - low) / (high - low);
  return Math.round((TABLE_SIZE - 1) * Math.min(1, Math.max(0, share)));
}

/** The CSS colour of a value. */
export function cssColour(value: number, range: ValueRange, table: ColourTable): string {
  const index = colourIndex(value, range);
  if (index < 0) return 'transparent';
  return `rgb(${table[3 * index]} ${table[3 * index + 1]} ${table[3 * index + 2]})`;
}
