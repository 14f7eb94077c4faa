/**
 * What the extension host and the pages of the dashboard say to each other. The host owns the data: it answers `ready`
 * with a snapshot of everything and sends deltas from then on, at most one a frame. The page owns what it shows and
 * asks for tensors and actions by requests, each of which gets one reply. Numbers travel in ArrayBuffers.
 *
 * This file knows neither Node nor the DOM, as both sides import it; dashboardRequests.ts checks what a page says.
 */
import type { Search, SearchKind } from './sampleMessages';

/** Raised with every change that an older page would misunderstand. */
export const DASHBOARD_VERSION = 3;

export type RunStatus = 'queued' | 'running' | 'paused' | 'finished' | 'failed' | 'stopped' | 'interrupted';

/** A layer of a run's network. */
export interface LayerFacts {
  readonly name: string;
  /** dense, conv2d, flatten, … */
  readonly type: string;
  readonly activation: string;
  /** Without the batch. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly hasKernel: boolean;
  /** [in, out] or [kh, kw, in, out]; absent without a kernel. */
  readonly kernelShape?: readonly number[];
  readonly parameters: number;
}

/** What there is to say of a run but its curves and tensors. */
export interface RunFacts {
  readonly id: string;
  /** Name of the config file without .racecar.json. */
  readonly name: string;
  readonly mode: string;
  readonly seed: number;
  readonly engine: string;
  readonly device: string;
  readonly threads?: number;
  /** As it is now: a run whose process is gone says "interrupted". */
  readonly status: RunStatus;
  /** ISO 8601. */
  readonly created: string;
  readonly started?: string;
  readonly ended?: string;
  /** Steps of the whole training, and steps done. */
  readonly steps: number;
  readonly step: number;
  readonly stepsPerSecond?: number;
  readonly stepsPerEpoch: number;
  readonly data: {
    readonly kind: string;
    /** Of one sample: [height, width, channels] for images. */
    readonly shape: readonly number[];
    readonly classNames: readonly string[];
    readonly train: number;
    readonly validation: number;
    readonly test: number;
  };
  readonly layers: readonly LayerFacts[];
  /** In the order of the mode; none for std. */
  readonly regularizers: readonly string[];
  readonly warnings: readonly string[];
  readonly error?: { readonly message: string; readonly step?: number };
  /** Config of the run with every default, as its JSON has it. */
  readonly config: unknown;
}

/**
 * Consecutive rows of a run's metrics, a column after the other.
 *
 * `values` holds Float64, names.length x rows. Row r of the table is one logged step; rows from `from` on are replaced
 * (after a resume, steps come again). NaN: not measured at that step. Infinity: measured, and not a finite number.
 * Names are those of `columnNames` below; `step` is always among them and ascends. Columns that were measured at few of
 * the steps, as most of a layer's are, come in `sparse`.
 */
export interface MetricsBlock {
  readonly from: number;
  readonly rows: number;
  /** Whether steps were taken back; by default where the block takes the place of rows that were there. */
  readonly rewinds?: boolean;
  readonly names: readonly string[];
  readonly values: ArrayBuffer;
  readonly sparse?: SparseColumns;
}

/** Columns of a block by what was measured alone, one after the other. */
export interface SparseColumns {
  readonly names: readonly string[];
  /** Number of values of each. */
  readonly counts: readonly number[];
  /** Uint32: the row of each value, counted from the block's first and ascending within a column. */
  readonly rows: ArrayBuffer;
  /** Float64 */
  readonly values: ArrayBuffer;
}

/** Everything of one run, or what has changed of it. */
export interface RunUpdate {
  /** The run's folder, which tells runs apart. */
  readonly key: string;
  readonly facts?: RunFacts;
  readonly metrics?: MetricsBlock;
  /** Steps of all snapshots that there are now, ascending. */
  readonly snapshots?: readonly number[];
  /** In words, why none of the snapshots that the run has is here. */
  readonly snapshotsLeftOut?: string;
  /** Why the run cannot be shown (its folder is gone or cannot be read); null when it can be again. */
  readonly trouble?: string | null;
}

export type ToView =
  | {
      readonly type: 'snapshot';
      readonly version: number;
      readonly runs: readonly RunUpdate[];
      readonly capabilities: Capabilities;
    }
  | { readonly type: 'delta'; readonly runs: readonly RunUpdate[]; readonly capabilities?: Capabilities }
  | ({ readonly type: 'show' } & ShownDirection)
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly message: string };

/** A singular direction that is shown large. */
export interface ShownDirection {
  readonly layer: string;
  /** Rank of its singular value. */
  readonly direction: number;
  /** The snapshot's step; that of the cursor where it is absent. */
  readonly step?: number | undefined;
}

/** What can be done from this page. */
export interface Capabilities {
  /** Runs can be paused, stopped and resumed. */
  readonly training: boolean;
  /** A run's config, folder and log can be opened. */
  readonly folders: boolean;
}

/** A tensor of a snapshot: float32, row-major. */
export interface TensorData {
  readonly shape: readonly number[];
  readonly values: ArrayBuffer;
}

/** Reply to `tensors`: those of the names that the snapshot has. */
export type TensorsReply = Readonly<Record<string, TensorData>>;

/** Reply to `header`: what a snapshot holds. */
export interface HeaderReply {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** `step`, `probeIndices` and `probeLabels` (numbers with spaces between). */
  readonly metadata: Readonly<Record<string, string>>;
}

export const RUN_ACTIONS = ['pause', 'stop', 'resume', 'openConfig', 'revealFolder', 'showLog'] as const;
export type RunAction = (typeof RUN_ACTIONS)[number];

/** Steps of a run that are looked at closely. */
export interface RunStretch {
  readonly run: string;
  /** The first step. */
  readonly from: number;
  /** The last one. */
  readonly to: number;
}

/** A file that a page offers to save; `content` is text, or bytes in Base64. */
export interface OfferedFile {
  readonly name: string;
  readonly encoding: 'utf8' | 'base64';
  readonly content: string;
}

/** What a page asks for. */
export type HostRequest =
  | { readonly kind: 'header'; readonly run: string; readonly step: number }
  | {
      readonly kind: 'tensors';
      readonly run: string;
      readonly step: number;
      readonly names: readonly string[];
    }
  /** Goes through all of the training data; a later search ends an earlier one of its kind. */
  | Search
  | { readonly kind: 'cancelSearch'; readonly run: string; readonly search: SearchKind }
  /** What was logged on stretches of the steps of a comparison's runs; the reply are blocks of courses. */
  | {
      readonly kind: 'courses';
      readonly columns: readonly string[];
      readonly stretches: readonly RunStretch[];
      /** Whether every value is wanted, however many they are, as for a file of them. */
      readonly whole?: boolean | undefined;
    }
  | { readonly kind: 'action'; readonly run: string; readonly action: RunAction }
  /** Shows what the documentation says of a rule for findings. */
  | { readonly kind: 'docs'; readonly rule: string }
  /** Offers a file to save. */
  | ({ readonly kind: 'save' } & OfferedFile);

export type ToHost =
  | { readonly type: 'ready'; readonly version: number }
  /** Where the cursor of the page stands; null while it follows the newest step. */
  | { readonly type: 'cursor'; readonly step: number | null }
  | { readonly type: 'request'; readonly id: number; readonly request: HostRequest };

/** Per layer metrics that a metrics line may have, as the last part of a column's name. */
export const LAYER_METRICS = [
  'reverseErrorFull',
  'reverseErrorLocal',
  'norm',
  'orthogonalityError',
  'stableRank',
  'effectiveRank',
  'conditionNumber',
  'topDataEnergy',
] as const;
export type LayerMetric = (typeof LAYER_METRICS)[number];

/** Columns that every run has; accuracies are NaN where a split was not evaluated. */
export const RUN_COLUMNS = [
  'step',
  'epoch',
  'seconds',
  'loss',
  'taskLoss',
  'trainAccuracy',
  'validationAccuracy',
  'testAccuracy',
  'learningRate',
] as const;

/** Name of the column of a penalty, weighted. */
export function penaltyColumn(regularizer: string): string {
  return `penalty/${regularizer}`;
}

/** Name of the column of a layer's metric. */
export function layerColumn(layer: string, metric: LayerMetric): string {
  return `layer/${layer}/${metric}`;
}
