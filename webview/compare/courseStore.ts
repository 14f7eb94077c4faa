import type { ReadonlySignal } from '@preact/signals';
import { signal } from '@preact/signals';
import type { CourseBlock } from '../../src/messages/compareMessages';
import type { RunStretch } from '../../src/messages/dashboardMessages';
import type { Course } from './course';
import { coursesOf } from './course';
import { CourseDetails } from './courseDetails';

/** Charts are drawn anew once no course has come in for so long, or at the latest after so long. */
const PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

/** The courses that the page's parts want, and what has come of them. */
export class CourseStore {
  private readonly courses = new Map<string, Map<string, Course>>();
  private readonly details = new CourseDetails();
  private readonly wanted = new Map<string, readonly string[]>();
  private readonly versionSignal = signal(0);
  private timer: number | undefined;
  /** When the first of the courses came that no chart has yet. */
  private firstAt: number | undefined;
  private told = '';
  private isTelling = false;

  /** Why stretches that are looked at closely are not there with all of their points. */
  readonly trouble = signal<string | undefined>(undefined);
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
    const course = this.courses.get(run)?.get(column);
    return course && this.details.into(run, column, course);
  }

  take(blocks: readonly CourseBlock[]): void {
    for (const block of blocks) {
      const own = this.courses.get(block.key) ?? new Map<string, Course>();
      this.courses.set(block.key, own);
      for (const [name, course] of coursesOf(block)) own.set(name, course);
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

  /** Whether there is more to ask for of a column on a stretch; nothing as long as the column has not come. */
  lacks(column: string, stretch: RunStretch): boolean {
    const course = this.courses.get(stretch.run)?.get(column);
    return course !== undefined && !this.details.has(column, course, stretch);
  }

  takeDetails(blocks: readonly CourseBlock[], stretches: readonly RunStretch[]): void {
    this.details.take(blocks, stretches, (run, column) => this.courses.get(run)?.get(column));
    this.versionSignal.value++;
  }

  /** Of one run, whose steps were taken back, or of all. */
  forgetDetails(run?: string): void {
    if (this.details.forget(run)) this.versionSignal.value++;
  }

  private forgetAllBut(names: ReadonlySet<string>): void {
    for (const own of this.courses.values()) {
      for (const name of own.keys()) if (!names.has(name)) own.delete(name);
    }
  }
}
