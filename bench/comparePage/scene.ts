import type { Motion } from '../dashboardScene';

/** What the page of a comparison is given in the benchmark. This file knows neither Node nor the DOM. */
export interface CompareScene {
  readonly runs: number;
  /** Steps of each training, and those that were logged. */
  readonly steps: number;
  readonly points: number;
  readonly layers: number;
}

/** What the page's script lets the benchmark ask for, as `racecarCompareBench`. */
export interface CompareBenchPage {
  /** Milliseconds until the table was there, and until all curves had all runs. */
  opening(): Promise<{ readonly table: number; readonly curves: number }>;
  /** Scrolls the table, one row a run, up and down. */
  scroll(seconds: number): Promise<Motion>;
  /** Moves the step cursor to another step with every frame. */
  scrub(seconds: number): Promise<Motion>;
  /** Sorts by a column; milliseconds until the next frame. */
  sort(): Promise<number>;
}
