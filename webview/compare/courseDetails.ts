import { rowAt } from '../../src/messages/ascending';
import type { CourseBlock } from '../../src/messages/compareMessages';
import type { RunStretch } from '../../src/messages/dashboardMessages';
import type { Course } from './course';
import { coursesOf } from './course';

/** What was logged on a stretch of a run's steps, and the points before and after it. */
interface FineCourse {
  readonly course: Course;
  readonly from: number;
  readonly to: number;
  /** The last step that the run had when it was asked for. */
  readonly last: number;
}

interface Merged {
  readonly fine: FineCourse;
  readonly course: Course;
}

/** Stretches of thinned courses with more of their points. */
export class CourseDetails {
  private readonly details = new Map<string, Map<string, FineCourse>>();
  private readonly merged = new WeakMap<Course, Merged>();

  /** Whether there is nothing to ask for: all points of a stretch are here, or so many as are given for it. */
  has(column: string, course: Course, { run, from, to }: RunStretch): boolean {
    const isThinned = course.logged > course.steps.length;
    const last = lastStep(course);
    if (!isThinned || from > last) return true;
    const fine = this.details.get(run)?.get(column);
    if (fine === undefined) return false;
    if (to > fine.last && last > fine.last) return false;
    if (fine.from === from && fine.to === to) return true;
    return fine.from <= from && fine.to >= to && fine.course.logged === fine.course.steps.length;
  }

  /**
   * @param stretches  what was asked for
   * @param courseOf   the thinned course of a run's column
   */
  take(
    blocks: readonly CourseBlock[],
    stretches: readonly RunStretch[],
    courseOf: (run: string, column: string) => Course | undefined,
  ): void {
    const asked = new Map(stretches.map((stretch) => [stretch.run, stretch]));
    for (const block of blocks) {
      const { from, to } = asked.get(block.key)!;
      const own = this.details.get(block.key) ?? new Map<string, FineCourse>();
      this.details.set(block.key, own);
      for (const [column, course] of coursesOf(block)) {
        const thinned = courseOf(block.key, column);
        if (thinned !== undefined) own.set(column, { course, from, to, last: lastStep(thinned) });
      }
    }
  }

  /** Of one run, whose steps were taken back, or of all. Returns whether there was anything. */
  forget(run?: string): boolean {
    const had = run === undefined ? this.details.size > 0 : this.details.has(run);
    if (run === undefined) this.details.clear();
    else this.details.delete(run);
    return had;
  }

  /** A course with its stretch, if there is one, in place of what it has there; the same one for the same. */
  into(run: string, column: string, course: Course): Course {
    const fine = this.details.get(run)?.get(column);
    if (fine === undefined || fine.course.steps.length === 0) return course;
    const known = this.merged.get(course);
    if (known?.fine === fine) return known.course;
    const made = merge(course, fine);
    this.merged.set(course, { fine, course: made });
    return made;
  }
}

function lastStep({ steps }: Course): number {
  return steps.at(-1) ?? -1;
}

function merge(course: Course, { course: fine, from, to }: FineCourse): Course {
  const before = rowAt(course.steps, fine.steps[0]! - 1) + 1;
  const after = rowAt(course.steps, lastStep(fine)) + 1;
  const count = before + fine.steps.length + course.steps.length - after;
  const [steps, values] = [new Uint32Array(count), new Float64Array(count)];
  for (const [all, coarse, own] of [
    [steps, course.steps, fine.steps],
    [values, course.values, fine.values],
  ] as const) {
    all.set(coarse.subarray(0, before));
    all.set(own, before);
    all.set(coarse.subarray(after), before + own.length);
  }
  const detail = { from, to, logged: fine.logged, points: fine.steps.length };
  return { steps, values, logged: course.logged, detail };
}
