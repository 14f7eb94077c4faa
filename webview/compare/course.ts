import { rowAt } from '../../src/messages/ascending';
import type { CourseBlock } from '../../src/messages/compareMessages';

/** What was logged of a run's column, thinned where that was much. */
export interface Course {
  /** Ascending. */
  readonly steps: Uint32Array;
  /** Infinity: measured, and not a finite number. */
  readonly values: Float64Array;
  /** Values that were logged; more than there are here where it is thinned. */
  readonly logged: number;
  /** Where it has more of its values than elsewhere. */
  readonly detail?: Detail;
}

/** A stretch of a course. */
export interface Detail {
  /** The first step. */
  readonly from: number;
  /** The last one. */
  readonly to: number;
  /** Values that were logged there, and how many of these are here. */
  readonly logged: number;
  readonly points: number;
}

/** The courses of a block by their columns. */
export function coursesOf(block: CourseBlock): ReadonlyMap<string, Course> {
  const steps = new Uint32Array(block.steps);
  const values = new Float64Array(block.values);
  let at = 0;
  return new Map(
    block.names.map((name, i) => {
      const end = at + block.counts[i]!;
      const course = {
        steps: steps.subarray(at, end),
        values: values.subarray(at, end),
        logged: block.logged[i]!,
      };
      at = end;
      return [name, course];
    }),
  );
}

/** The last value at or before a step; NaN where there is none. */
export function valueAtStep(course: Course | undefined, step: number): number {
  return course?.values[rowAt(course.steps, step)] ?? NaN;
}
