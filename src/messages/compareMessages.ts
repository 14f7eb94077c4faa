import type { CompareFile, RunReference, SavedView } from './compareFile';
import type { RunUpdate } from './dashboardMessages';
import type { ReportRun } from './reportData';
import type { RunResults } from './runResults';

export type { CompareFile, RunReference, RunResults, SavedView };

/**
 * What the extension host and the page of a comparison say to each other, beside what dashboardMessages.ts has: snapshots,
 * deltas and requests are the same as those of a dashboard of several runs.
 *
 * Many runs with many layers are more than a page should hold. Of each run it gets an outline: its steps, thinned, and
 * each column's last value. The courses that its charts show it asks for by name (`watch`) and gets thinned to what a
 * screen can show, the extremes kept; from then on also what is new of them. Of what it shows closely it asks for the
 * points of that stretch (`courses`, a request), and for every point of what it writes into a file.
 *
 * This file knows neither Node nor the DOM; compareRequests.ts checks what a page says.
 */

/**
 * A run as a comparison's page gets it. Its `metrics` are the outline: `step`, `epoch` and `seconds` at some of the logged
 * steps, the first and the last among them, and of all other columns the last value, of the validation accuracy also the
 * best one, with the test accuracy there.
 */
export interface ComparedRunUpdate extends RunUpdate {
  readonly results?: RunResults;
  /** In place of the label that it would have. */
  readonly label?: string;
}

/** Courses of one run's columns, one after the other; they take the place of what there was of them. */
export interface CourseBlock {
  /** The run's folder. */
  readonly key: string;
  readonly names: readonly string[];
  /** Points of each; none where the run has no such column. */
  readonly counts: readonly number[];
  /** Values that were logged of each; more than its points where it is thinned. */
  readonly logged: readonly number[];
  /** Uint32, ascending within a column. */
  readonly steps: ArrayBuffer;
  /** Float64; Infinity: measured, and not a finite number. */
  readonly values: ArrayBuffer;
}

/** What is compared, and how it is looked at. */
export interface ComparisonState {
  readonly file: CompareFile;
  /** Key of the run that the file's baseline names, or what the file says where it is none of theirs. */
  readonly baseline?: string;
  /** Name of its file without the ending; absent while it is none. */
  readonly name?: string;
  /** References that no run fits, each with the reason in the user's language. */
  readonly missing: readonly { readonly reference: string; readonly reason: string }[];
  /** Why the file cannot be read; what it was before is shown. */
  readonly problem?: string;
}

/** Beside the messages of a dashboard. */
export type ToComparison =
  | { readonly type: 'comparison'; readonly state: ComparisonState }
  | { readonly type: 'courses'; readonly blocks: readonly CourseBlock[] };

/** The parts of the file that the page changes; null takes one away. */
export type FileChanges = {
  readonly [Key in 'notes' | keyof SavedView | 'layout']?: CompareFile[Key] | null;
};

/** Beside the messages of a dashboard. */
export type FromComparison =
  /** The columns whose courses are shown, all of them. */
  | { readonly type: 'watch'; readonly columns: readonly string[] }
  | { readonly type: 'edit'; readonly changes: FileChanges }
  /** Shows how the configs of two runs differ. */
  | { readonly type: 'diff'; readonly runs: readonly [string, string] }
  | { readonly type: 'openDashboard'; readonly run: string }
  /** Makes a file of the comparison. */
  | { readonly type: 'keep' }
  | { readonly type: 'addRuns' }
  | { readonly type: 'removeRun'; readonly run: string }
  /** Makes one HTML file that shows these runs. */
  | { readonly type: 'report'; readonly runs: readonly string[] };

/** What is in the page of a comparison's report, which is one file without a host. */
export interface ComparisonReport {
  /** In the order of the comparison. */
  readonly runs: readonly (ReportRun & { readonly results: RunResults; readonly label?: string })[];
  /** How the table is looked at, and the notes. */
  readonly file: CompareFile;
  readonly name: string;
  /** ISO 8601. */
  readonly created: string;
  /** Bytes that the snapshots were allowed. */
  readonly limit: number;
}
