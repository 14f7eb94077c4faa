import type { SparseValues } from '../diagnostics/findings/runEvidence';

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

function measuredOf(column: ArrayLike<number> | SparseValues): SparseValues {
  if ('rows' in column) return column;
  const rows: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (Number.isNaN(value)) continue;
    rows.push(row);
    values.push(value);
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
