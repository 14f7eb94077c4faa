/**
 * What the extension host and the pages that show layers say to each other: the panel Layer SVD and the editor of a
 * checkpoint. The host says what is open and how far its numbers are; a page asks for a layer's details when it shows
 * them, and is told of progress and of approximations before the answer comes. Neither computes anything: the numbers
 * come from the inspector's process.
 *
 * This file knows neither Node nor the DOM, as both sides import it; layerRequests.ts checks what a page says.
 */
import type { Finding } from '../diagnostics/findings/finding';
import type { ModelSummary } from '../diagnostics/kernel/modelSummary';
import type { OfferedFile } from './dashboardMessages';
import type {
  InspectorProgress,
  LayerMetricsRow,
  OpenedInspection,
  TensorResult,
  LayerCourse,
  LayerDetails,
  VectorOrder,
} from './inspectorMessages';

export type {
  InspectorProgress,
  LayerCourse,
  LayerDataMetrics,
  LayerDetails,
  LayerMetricsRow,
  LayerRow,
  OpenedInspection,
  TensorResult,
  TensorRow,
  VectorOrder,
  VectorPair,
} from './inspectorMessages';

/** Raised with every change that an older page would misunderstand. */
export const LAYER_MESSAGES = 3;

/** How it stands with what is inspected. */
export interface InspectionStatus {
  /** What is being opened, while it is: what is shown is of before. */
  readonly opening?: string;
  /** Why the last opening failed; what was read before is still shown. */
  readonly trouble?: string;
  /** How far the numbers of all layers are. */
  readonly metrics: MetricsStatus;
  /** The data that were brought in, in words. */
  readonly data?: {
    /** Of the bringing in: what is known of a layer with other data, or the same ones read again, is old. */
    readonly number: number;
    readonly title: string;
    readonly samples: number;
    readonly notes: readonly string[];
  };
  /** The data are being brought in. */
  readonly dataProgress?: InspectorProgress;
  readonly dataTrouble?: string;
  /** Whether the file is a copy, of one that lies where no part of it can be read alone. */
  readonly copied?: boolean;
}

export type MetricsStatus =
  /** They come when the file is open and its data are there. */
  | { readonly state: 'waiting' }
  | { readonly state: 'running'; readonly progress?: InspectorProgress }
  /** Every layer has its numbers. */
  | { readonly state: 'done' }
  /** Some layers wait until they are asked for: they take long, or the computation was cancelled. */
  | { readonly state: 'partial'; readonly missing: number; readonly why: 'large' | 'cancelled' }
  | { readonly state: 'failed'; readonly message: string };

/** What the host tells a page. */
export type ToLayerPage =
  /** What is open; absent where nothing is chosen. Tensors are told to the editor alone. */
  | { readonly type: 'opened'; readonly opened: OpenedInspection | null; readonly isRun: boolean }
  | { readonly type: 'status'; readonly status: InspectionStatus }
  /** Numbers of layers, added to or put in place of those that are known; `whole`: of all there are. */
  | {
      readonly type: 'rows';
      readonly inspection: number;
      readonly rows: readonly LayerMetricsRow[];
      readonly whole: boolean;
      readonly summary?: ModelSummary;
    }
  /** What the run showed of its layers. */
  | { readonly type: 'findings'; readonly findings: readonly Finding[] }
  /** Shows a layer, and a direction of it large. */
  | { readonly type: 'select'; readonly layer: string; readonly direction?: number }
  | { readonly type: 'progress'; readonly id: number; readonly progress: InspectorProgress }
  | { readonly type: 'partial'; readonly id: number; readonly value: LayerDetails }
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly type: 'reply';
      readonly id: number;
      readonly ok: false;
      readonly message: string;
      readonly cancelled?: boolean;
    };

/** What a page asks for, and what it is answered with. */
export interface LayerRequests {
  readonly details: {
    readonly inspection: number;
    readonly layer: string;
    readonly count: number;
    readonly by: VectorOrder;
    readonly gramSize: number;
  };
  readonly course: { readonly inspection: number; readonly layer: string };
  readonly tensor: { readonly inspection: number; readonly tensor: string };
  /** Offers a file to save. */
  readonly save: OfferedFile;
}

export interface LayerReplies {
  readonly details: LayerDetails;
  readonly course: LayerCourse;
  readonly tensor: TensorResult;
  readonly save: boolean;
}

export type LayerRequestKind = keyof LayerRequests;
export type LayerRequest = {
  [Kind in LayerRequestKind]: { readonly kind: Kind } & LayerRequests[Kind];
}[LayerRequestKind];

/** What a page has done, without an answer. */
export const PAGE_ACTIONS = [
  /** Computes the numbers of the layers that wait. */
  'compute',
  'cancelCompute',
  'chooseData',
  /** Gives up the data that are being brought in. */
  'cancelData',
  'reload',
  'openCheckpoint',
  'showLog',
] as const;
export type PageAction = (typeof PAGE_ACTIONS)[number];

export type ToLayerHost =
  | { readonly type: 'ready'; readonly version: number }
  | { readonly type: 'request'; readonly id: number; readonly request: LayerRequest }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'act'; readonly action: PageAction }
  /** The page shows another layer. */
  | { readonly type: 'selected'; readonly layer: string }
  /** Shows a direction large: in the dashboard of a run, in the editor of a checkpoint. */
  | { readonly type: 'open'; readonly layer: string; readonly direction: number }
  /** Shows a section of the documentation of metrics, by its anchor. */
  | { readonly type: 'docs'; readonly section: string };
