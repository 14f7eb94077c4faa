/** What a page of the benchmark is given to show. This file knows neither Node nor the DOM. */
export interface Scene {
  readonly runs: number;
  /** Logged steps of each run. */
  readonly points: number;
  readonly layers: number;
  /** Of each run; layers are measured at these steps. */
  readonly snapshots: number;
}

/** When what was seen, in milliseconds after the page began to load; making up the data is left out. */
export interface Opening {
  /** A curve was drawn. */
  readonly firstCurve: number;
  /** Curves, heat map, reconstructions and singular vectors were there. */
  readonly everything: number;
}

/** How a page kept up with something that changed with every frame. */
export interface Motion {
  readonly frames: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly longestFrame: number;
}

/** What the page's script lets the benchmark ask for, as `racecarBench`. */
export interface BenchPage {
  opening(): Promise<Opening>;
  /** Moves the step cursor to another step with every frame. */
  scrub(seconds: number): Promise<Motion>;
  /** Zooms into all curves and out again, a bit with every frame. */
  zoom(seconds: number): Promise<Motion>;
}
