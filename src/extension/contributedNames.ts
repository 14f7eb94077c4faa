/**
 * Names that both the extension's code and what it contributes use. They are apart from contributions.ts, whose texts
 * are in package.json and need not be loaded again.
 */

/** Files that are configs. */
export const CONFIG_GLOB = '**/*.racecar.json';
export const CONFIG_PATTERN = /\.racecar\.json$/;

export const RUNS_VIEW = 'racecar.runs';
export const LAYERS_VIEW = 'racecar.layers';
export const LAYER_PANEL = 'racecar.layerSvd';

/** Kinds of panels, by which they come back after a reload of the window. */
export const DASHBOARD_PANEL = 'racecar.dashboard';
export const COMPARE_PANEL = 'racecar.compare';

export const CHECKPOINT_EDITOR = 'racecar.checkpoint';
export const CHECKPOINT_EDITOR_ON_REQUEST = 'racecar.checkpointOnRequest';
export const COMPARISON_EDITOR = 'racecar.comparison';

export const TASK_TYPE = 'racecar';
export const PROBLEM_MATCHER_NAME = 'racecar';

/** Keys that `when` clauses ask for; the extension sets them. */
export const CONTEXT = {
  /** The workspace has a config. */
  hasConfigs: 'racecar.hasConfigs',
  /** There are runs in the workspace. */
  hasRuns: 'racecar.hasRuns',
  /** The first look for runs is over. */
  isReady: 'racecar.isReady',
  /** Trainings of this window or another are going on. */
  hasRunning: 'racecar.hasRunning',
  hasPaused: 'racecar.hasPaused',
  /** Some run can be continued: stopped, interrupted or failed with a checkpoint. */
  hasResumable: 'racecar.hasResumable',
  /** The Runs view shows a part of the runs. */
  isFiltered: 'racecar.isFiltered',
  /** The Layers view shows a run or a checkpoint. */
  isInspecting: 'racecar.isInspecting',
  /** The numbers of its layers are being computed. */
  isComputingLayers: 'racecar.isComputingLayers',
  /** Some layers have no numbers yet since they take long. */
  hasWaitingLayers: 'racecar.hasWaitingLayers',
} as const;

/** What a tree item of the Runs view says of its run, as words of its contextValue: "run running", "run resumable". */
export const RUN_ITEM = {
  run: 'run',
  /** Waits for its turn. */
  queued: 'queued',
  running: 'running',
  paused: 'paused',
  resumable: 'resumable',
  config: 'config',
  /** A folder that holds no readable run. */
  unreadable: 'unreadable',
} as const;
