import type { ReadonlySignal } from '@preact/signals';
import { signal } from '@preact/signals';
import type { CourseBlock } from '../../src/messages/compareMessages';

/** What was logged of a run's column, thinned where that was much. */
export interface Course {
  /** Ascending. */
  readonly steps: Uint32Array;
  /** Infinity: measured, and not a finite number. */
  readonly values: Float64Array;
  /** Values that were logged; more than there are here where it is thinned. */
  readonly logged: number;
}

/** Charts are drawn anew once no course has come in for so long, or at the latest after so long. */
const PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

/** The courses that the page's parts want, and what has come of them. */
export class CourseStore {
  private readonly courses = new Map<string, Map<string, Course>>();
  private readonly wanted = new Map<string, readonly string[]>();
  private readonly versionSignal = signal(0);
  private timer: number | undefined;
  /** When the first of the courses came that no chart has yet. */
  private firstAt: number | undefined;
  private told = '';
  private isTelling = false;

  /** Changes when courses have. */
  readonly version: ReadonlySignal<number> = this.versionSignal;

  constructor(private readonly watch: (columns: readonly string[]) => void) {}

  /** Columns that a part of the page shows now; none when it shows nothing. */
  want(part: string, columns: readonly string[]): void {
    if (columns.length === 0) this.wanted.delete(part);
    else this.wanted.set(part, columns);
    if (this.isTelling) return;
    this.isTelling = true;
    queueMicrotask(() => {
      this.isTelling = false;
      const all = [...new Set([...this.wanted.values()].flat())].sort();
      const text = all.join('\n');
      if (text === this.told) return;
      this.told = text;
      this.forgetAllBut(new Set(all));
      this.watch(all);
    });
  }

  course(run: string, column: string): Course | undefined {
    return this.courses.get(run)?.get(column);
  }

  take(blocks: readonly CourseBlock[]): void {
    for (const block of blocks) {
      const own = this.courses.get(block.key) ?? new Map<string, Course>();
      this.courses.set(block.key, own);
      const steps = new Uint32Array(block.steps);
      const values = new Float64Array(block.values);
      let at = 0;
      block.names.forEach((name, i) => {
        const end = at + block.counts[i]!;
        own.set(name, {
          steps: steps.subarray(at, end),
          values: values.subarray(at, end),
          logged: block.logged[i]!,
        });
        at = end;
      });
    }
    // While more comes in than can be drawn, the charts wait for it, but not for long.
    const now = performance.now();
    this.firstAt ??= now;
    clearTimeout(this.timer);
    const wait = Math.min(PAUSE_MS, Math.max(0, this.firstAt + LONGEST_PAUSE_MS - now));
    this.timer = window.setTimeout(() => {
      this.firstAt = undefined;
      this.versionSignal.value++;
    }, wait);
  }

  private forgetAllBut(names: ReadonlySet<string>): void {
    for (const own of this.courses.values()) {
      for (const name of own.keys()) if (!names.has(name)) own.delete(name);
    }
  }
}

/** The place of the last value at or before a step; -1 where there is none. */
export function placeAt(steps: ArrayLike<number>, step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle]! <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The last value at or before a step; NaN where there is none. */
export function valueAtStep(course: Course | undefined, step: number): number {
  return course?.values[placeAt(course.steps, step)] ?? NaN;
}
