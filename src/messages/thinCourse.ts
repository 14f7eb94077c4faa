import type { SparseValues } from '../diagnostics/findings/runEvidence';
import { rowAt } from './ascending';

/** Measured points of a column. */
export interface Course {
  readonly steps: Uint32Array;
  /** Infinity: measured, and not a finite number. */
  readonly values: Float64Array;
  /** Points that there were before some were left out. */
  readonly logged: number;
}

/**
 * The measured points of a column, of many so few that a screen can show them: of each stretch of equally many points its
 * first, lowest, highest and last, so that no extreme is lost.
 *
 * @param steps   of all rows
 * @param column  a value for each row (NaN: not measured), or what was measured with its rows
 * @param most    points, about
 */
export function thinCourse(
  steps: ArrayLike<number>,
  column: ArrayLike<number> | SparseValues,
  most: number,
): Course {
  const { rows, values } = measuredOf(column);
  const logged = rows.length;
  const places = logged <= most ? undefined : tellingPlaces(values, Math.max(1, Math.floor(most / 4)));
  const count = places?.length ?? logged;
  const course = { steps: new Uint32Array(count), values: new Float64Array(count), logged };
  for (let i = 0; i < count; i++) {
    const place = places === undefined ? i : places[i]!;
    course.steps[i] = steps[rows[place]!]!;
    course.values[i] = values[place]!;
  }
  return course;
}

/**
 * The same of a stretch of the steps alone, with the measured points before and after it, so that a line runs out of it
 * on both sides.
 *
 * @param from  the stretch's first step
 * @param to    its last one
 */
export function courseWithin(
  steps: ArrayLike<number>,
  column: Float64Array | SparseValues,
  { from, to }: { readonly from: number; readonly to: number },
  most: number,
): Course {
  const before = rowAt(steps, from - 1);
  const last = rowAt(steps, to);
  if ('rows' in column) {
    const [first, end] = [Math.max(0, rowAt(column.rows, before)), rowAt(column.rows, last) + 2];
    return thinCourse(
      steps,
      { rows: slice(column.rows, first, end), values: slice(column.values, first, end) },
      most,
    );
  }
  let first = Math.max(0, before);
  while (first > 0 && Number.isNaN(column[first])) first--;
  let end = Math.min(column.length, last + 2);
  while (end < column.length && Number.isNaN(column[end - 1])) end++;
  return thinCourse(slice(steps, first, end), column.subarray(first, end), most);
}

/** Typed arrays, which these lists nearly always are, are not copied. */
function slice(list: ArrayLike<number>, first: number, end: number): ArrayLike<number> {
  if (list instanceof Float64Array || list instanceof Uint32Array) return list.subarray(first, end);
  return Array.prototype.slice.call(list, first, end);
}

function measuredOf(column: ArrayLike<number> | SparseValues): SparseValues {
  if ('rows' in column) return column;
  let count = 0;
  for (let row = 0; row < column.length; row++) if (!Number.isNaN(column[row]!)) count++;
  const rows = new Uint32Array(count);
  const values = new Float64Array(count);
  let at = 0;
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (Number.isNaN(value)) continue;
    rows[at] = row;
    values[at++] = value;
  }
  return { rows, values };
}

/** Ascending places, at most four a stretch; every value that is not finite is a stretch's end of its own. */
function tellingPlaces(values: ArrayLike<number>, stretches: number): number[] {
  const places: number[] = [];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const first = Math.floor((stretch * values.length) / stretches);
    const end = Math.floor(((stretch + 1) * values.length) / stretches);
    let [lowest, highest, broken] = [first, first, -1];
    for (let i = first; i < end; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) broken = i;
      else {
        if (!(values[lowest]! <= value)) lowest = i;
        if (!(values[highest]! >= value) || values[highest] === Infinity) highest = i;
      }
    }
    const telling = new Set([first, lowest, highest, end - 1, ...(broken < 0 ? [] : [broken])]);
    places.push(...[...telling].sort((a, b) => a - b));
  }
  return places;
}
