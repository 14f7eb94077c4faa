import type { ComparedRunUpdate, CourseBlock } from '../../messages/compareMessages';
import type { RunStretch, RunUpdate } from '../../messages/dashboardMessages';
import { runOutline } from '../../messages/runOutline';
import { runResults } from '../../messages/runResults';
import { courseWithin, thinCourse } from '../../messages/thinCourse';
import { mapConcurrently } from '../../runs/concurrently';
import { RunFollower } from '../dashboard/runFollower';
import { courseBlock } from './courseBlock';

/** Manifests read at once. */
const AT_ONCE = 16;
/** Points of all courses of a page together, of those of a stretch that it shows closely, and of one at most and at least. */
const POINTS = 4_000_000;
const DETAIL_POINTS = 400_000;
const MOST_POINTS = 2_000;
const FEWEST_POINTS = 100;
/** A message holds about so many points at most. */
const MESSAGE_POINTS = 100_000;
/** A look takes about so long; what it does not come to, the next one begins with. */
const READING_MS = 40;

/** A run that is followed, and what the page has of it. */
interface Followed {
  readonly follower: RunFollower;
  /** The metrics that the courses sent were taken of; those of others are stale. */
  readonly sent: Map<string, number>;
  /** Raised with each change of the metrics. */
  state: number;
  isOutlineDue: boolean;
  /** Whether steps were taken back that the page has, as of a run that goes on from an earlier snapshot. */
  isRewound: boolean;
}

/** What has changed since the last look. */
export interface ComparisonUpdate {
  readonly runs: readonly ComparedRunUpdate[];
  readonly courses: readonly CourseBlock[];
}

/** Several runs as their folders have them, told in the small parts that the page of a comparison needs. */
export class ComparisonFollower {
  private readonly followed = new Map<string, Followed>();
  private watched: readonly string[] = [];
  /** The run that the next look begins with. */
  private nextKey: string | undefined;
  /** Those that the round of all runs has not come to yet. */
  private readonly inRound = new Set<string>();

  constructor(private readonly readingMs = READING_MS) {}

  get keys(): readonly string[] {
    return [...this.followed.keys()];
  }

  /** Whether any run may change at any time. */
  get isLive(): boolean {
    return [...this.followed.values()].some(({ follower }) => follower.isLive);
  }

  /** Whether looks at all runs have not come to each of them yet. */
  get isInRound(): boolean {
    return this.inRound.size > 0;
  }

  /** Whether there is something that was not read or not told yet. */
  get isBehind(): boolean {
    if (this.isInRound) return true;
    return [...this.followed.values()].some(
      (each) => each.state === 0 || each.isOutlineDue || each.follower.isBehind || this.isDue(each),
    );
  }

  folderOf(key: string): RunFollower['folder'] | undefined {
    return this.followed.get(key)?.follower.folder;
  }

  /** The runs that are compared, in their order. What is known of those that stay is kept. */
  setRuns(keys: readonly string[]): void {
    const known = new Map(this.followed);
    this.followed.clear();
    for (const key of keys) {
      this.followed.set(
        key,
        known.get(key) ?? {
          follower: new RunFollower(key, this.readingMs),
          sent: new Map(),
          state: 0,
          isOutlineDue: false,
          isRewound: false,
        },
      );
    }
    for (const key of this.inRound) if (!this.followed.has(key)) this.inRound.delete(key);
  }

  /** The columns whose courses are told from now on. */
  watch(columns: readonly string[]): void {
    const dropped = new Set(this.watched.filter((name) => !columns.includes(name)));
    this.watched = columns;
    for (const { sent } of this.followed.values()) for (const name of dropped) sent.delete(name);
  }

  /** A page that is there anew has nothing yet. */
  forgetPage(): void {
    for (const each of this.followed.values()) {
      each.sent.clear();
      each.isOutlineDue = each.follower.metrics.rows > 0;
    }
    this.watched = [];
  }

  /** What is known of the runs but their metrics, as of now; those that were never read are read first. */
  async whole(): Promise<readonly ComparedRunUpdate[]> {
    return mapConcurrently([...this.followed.values()], AT_ONCE, async ({ follower }) => {
      await follower.look(false);
      const { metrics, ...rest } = follower.whole();
      void metrics;
      return withResults(rest, follower);
    });
  }

  /**
   * Looks at the folders and tells what is new, at most about a message's worth. Looks must not overlap.
   *
   * @param all  also at runs that have ended and may be resumed; where there are many, over several looks (isInRound)
   */
  async look(all: boolean): Promise<ComparisonUpdate> {
    const runs: ComparedRunUpdate[] = [];
    const began = performance.now();
    if (all && !this.isInRound) for (const key of this.followed.keys()) this.inRound.add(key);
    let last: string | undefined;
    for (const [key, each] of this.inTurn()) {
      const { follower } = each;
      const isNew = each.state === 0;
      const isDue = this.inRound.has(key) || isNew || each.isOutlineDue;
      if (!(isDue || follower.isLive || follower.isBehind)) continue;
      // Long files are read in turns with what else the host has to do.
      if (last !== undefined && performance.now() - began > this.readingMs) {
        const isLastBehind = this.followed.get(last)?.follower.isBehind === true;
        this.nextKey = isLastBehind ? last : key;
        break;
      }
      last = key;
      this.inRound.delete(key);
      const { rows } = follower.metrics;
      const update = await follower.look();
      if (update?.metrics !== undefined || isNew) {
        each.state++;
        each.isOutlineDue = true;
        each.isRewound ||= (update?.metrics?.from ?? rows) < rows;
      }
      const { metrics, ...rest } = update ?? { key: follower.directory };
      void metrics;
      const outline = each.isOutlineDue && !follower.isBehind;
      if (outline) each.isOutlineDue = false;
      if (Object.keys(rest).length === 1 && !outline) continue;
      runs.push({
        ...withResults(rest, follower),
        ...(outline ? { metrics: { ...runOutline(follower.metrics), rewinds: each.isRewound } } : {}),
      });
      if (outline) each.isRewound = false;
    }
    return { runs, courses: this.courses() };
  }

  /** All runs, from the one on that the last look did not come to. */
  private inTurn(): [string, Followed][] {
    const all = [...this.followed];
    const first = Math.max(
      0,
      all.findIndex(([key]) => key === this.nextKey),
    );
    this.nextKey = undefined;
    return [...all.slice(first), ...all.slice(0, first)];
  }

  /** Courses that the page does not have as they are. */
  private courses(): CourseBlock[] {
    const blocks: CourseBlock[] = [];
    let points = 0;
    for (const each of this.followed.values()) {
      if (points >= MESSAGE_POINTS) break;
      if (!this.isDue(each)) continue;
      const due = this.watched.filter((name) => each.sent.get(name) !== each.state);
      const block = this.courseBlock(each, due);
      points += block.steps.byteLength / 4;
      blocks.push(block);
      for (const name of due) each.sent.set(name, each.state);
    }
    return blocks;
  }

  /** While a long run is still being read its courses would only be thrown away. */
  private isDue({ follower, sent, state }: Followed): boolean {
    return state > 0 && !follower.isBehind && this.watched.some((name) => sent.get(name) !== state);
  }

  private courseBlock({ follower }: Followed, names: readonly string[]): CourseBlock {
    const { metrics, directory } = follower;
    const most = share(POINTS, this.followed.size * this.watched.length);
    const steps = metrics.values('step') as Float64Array;
    const courses = names.map((name) => thinCourse(steps, metrics.values(name) ?? [], most));
    return courseBlock(directory, names, courses);
  }

  /**
   * What was logged of columns on stretches of the runs' steps, with all of its points where these are not very many.
   *
   * @param whole  with all of its points, however many they are
   */
  async details(
    columns: readonly string[],
    stretches: readonly RunStretch[],
    whole = false,
  ): Promise<CourseBlock[]> {
    const most = whole ? Infinity : share(DETAIL_POINTS, stretches.length * columns.length);
    const blocks: CourseBlock[] = [];
    let began = performance.now();
    for (const stretch of stretches) {
      // Very many runs are gone through in turns with what else the host has to do.
      if (performance.now() - began > this.readingMs) {
        await new Promise((resolve) => setImmediate(resolve));
        began = performance.now();
      }
      const metrics = this.followed.get(stretch.run)?.follower.metrics;
      if (metrics === undefined) continue;
      const steps = metrics.values('step') as Float64Array;
      const courses = columns.map((name) =>
        courseWithin(steps, metrics.values(name) ?? new Float64Array(0), stretch, most),
      );
      blocks.push(courseBlock(stretch.run, columns, courses));
    }
    return blocks;
  }
}

/** Points that each of so many courses may have. */
function share(points: number, courses: number): number {
  return Math.round(Math.min(MOST_POINTS, Math.max(FEWEST_POINTS, points / Math.max(1, courses))));
}

function withResults(update: RunUpdate, { lastManifest }: RunFollower): ComparedRunUpdate {
  if (update.facts === undefined || lastManifest === undefined) return update;
  return { ...update, results: runResults(lastManifest) };
}
