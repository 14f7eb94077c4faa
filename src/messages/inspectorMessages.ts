/**
 * What the process that inspects checkpoints and runs is asked, and what it answers. Messages go over a channel with
 * `serialization: 'advanced'`, so that arrays of numbers stay what they are. Every request has a number; it is
 * answered by any number of `progress` and `partial` reports and then by exactly one of `done`, `failed` and
 * `cancelled`.
 */
import type { TensorInfo } from '../checkpoints/tensorInfo';
import type { ThinnedSquare } from '../diagnostics/kernel/gram';
import type { KernelMetrics } from '../diagnostics/kernel/kernelMetrics';
import type { LayerState } from '../diagnostics/kernel/layerState';
import type { ModelSummary } from '../diagnostics/kernel/modelSummary';
import type { PowerLaw } from '../diagnostics/kernel/powerLaw';
import type { PlainError } from './trainerMessages';

/** Version of the messages; raised by a change that the other end would misread. */
export const INSPECTOR_MESSAGES = 1;

/** What is inspected. Paths are absolute. */
export type InspectorSource =
  /** Any file of a checkpoint; of a model in several files the index, the model.json or one of the parts. */
  | { readonly kind: 'file'; readonly file: string }
  /** A snapshot of a run, the last by default. */
  | { readonly kind: 'run'; readonly directory: string; readonly step?: number };

export type VectorOrder = 'sigma' | 'dataEnergy';

/** Requests by type: what each asks for, besides its number. */
export interface InspectorRequests {
  /** Opens a source: lists tensors and layers, computes nothing. */
  readonly open: { readonly source: InspectorSource };
  /** The metrics of every layer, or of those named; a `partial` report for each as it is done. */
  readonly metrics: { readonly inspection: number; readonly layers?: readonly string[] };
  /** Everything about one layer; for a large one first a `partial` report with the approximate top of its spectrum. */
  readonly details: {
    readonly inspection: number;
    readonly layer: string;
    readonly vectors: { readonly count: number; readonly by: VectorOrder };
    /** Cells along a side of the heat map of W^T W, at most 512; 128 by default. */
    readonly gramSize?: number;
  };
  /** How a layer's numbers went over the steps of a run. */
  readonly course: { readonly inspection: number; readonly layer: string };
  /**
   * Brings data in: those of the config's `data`, and where the layers of the checkpoint are those of its `network`, the
   * reverse errors too. Without a config those that the run recorded. The layers' data metrics from then on.
   */
  readonly data: { readonly inspection: number; readonly config?: string };
  /** Statistics and a thinned-out picture of one tensor. */
  readonly tensor: { readonly inspection: number; readonly tensor: string };
  readonly close: { readonly inspection: number };
}

export type InspectorRequestType = keyof InspectorRequests;

export type InspectorRequest =
  | {
      [Type in InspectorRequestType]: {
        readonly type: Type;
        readonly id: number;
      } & InspectorRequests[Type];
    }[InspectorRequestType]
  | { readonly type: 'cancel'; readonly id: number };

/** A tensor of a checkpoint, as it lies in its file. */
export type TensorRow = TensorInfo;

/** A tensor that is a layer's kernel, seen as a matrix W [rows, columns] = [inputs, outputs]. */
export interface LayerRow {
  readonly name: string;
  /** Its tensor's name. */
  readonly tensor: string;
  /** As stored. */
  readonly shape: readonly number[];
  readonly kind: 'dense' | 'conv' | 'embedding' | 'matrix';
  readonly rows: number;
  readonly columns: number;
  /** What the axes as stored are, such as [out, in] or [kh, kw, in, out]. */
  readonly layout: string;
  /** How the matrix came from the tensor where that is not as stored, such as "shown transposed: taken as [out, in], as PyTorch stores it". */
  readonly note?: string;
  /** Values of the kernel. */
  readonly parameters: number;
  readonly dtype: string;
  /** The shape that a column of U is shown in: [kh, kw, in] of a convolution, the image's of a first layer where it is known. */
  readonly inputShape?: readonly number[];
  readonly unreadable?: string;
}

export interface OpenedInspection {
  /** The number that later requests name it by. */
  readonly inspection: number;
  /** File name, or the run's id and step. */
  readonly title: string;
  /** Absolute path of the file that was opened. */
  readonly file: string;
  /** In words, such as "safetensors, 2 files" or "PyTorch". */
  readonly format: string;
  readonly run?: {
    readonly id: string;
    readonly directory: string;
    readonly mode: string;
    readonly step: number;
    /** Of all snapshots, ascending. */
    readonly steps: readonly number[];
  };
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: readonly TensorRow[];
  readonly layers: readonly LayerRow[];
  /** What could not be read or was refused, in sentences. */
  readonly notes: readonly string[];
  readonly parameters: number;
  readonly bytes: number;
}

/** What the data show of a layer. */
export interface LayerDataMetrics {
  /** Share of the data's energy inside span(U): the sum of the data energies of the directions with sigma > 0. */
  readonly dataCapture: number;
  /** Largest share that this many directions could capture: those of the data's PCA (uncentred). */
  readonly pcaCeiling: number;
  readonly topDataEnergy: number;
  /** Cosines of the principal angles between the kernel's and the data's top directions, descending. */
  readonly principalCosines: readonly number[];
  /** How many directions were compared. */
  readonly directions: number;
  readonly reverseError?: { readonly full: number | null; readonly local: number | null };
  /** Samples behind these numbers. */
  readonly samples: number;
}

/** The numbers of a layer. */
export interface LayerMetricsRow {
  readonly layer: string;
  /** By key of the catalogue; null where a number does not exist or is not finite, absent where it was not computed. */
  readonly metrics: KernelMetrics;
  readonly state: LayerState;
  readonly powerLaw?: PowerLaw;
  readonly data?: LayerDataMetrics;
  /** Why there are no numbers. */
  readonly error?: string;
}

export interface MetricsResult {
  readonly rows: readonly LayerMetricsRow[];
  readonly summary: ModelSummary;
}

/** A singular direction. */
export interface VectorPair {
  /** Rank by sigma, from 0. */
  readonly index: number;
  readonly sigma: number;
  readonly dataEnergy?: number;
  /** Column of U [rows]. */
  readonly input: Float32Array;
  /** Column of V [columns]. */
  readonly output: Float32Array;
}

export interface LayerDetails {
  readonly layer: LayerRow;
  readonly row: LayerMetricsRow;
  /** False: an approximation of the largest ones, the exact ones follow. */
  readonly exact: boolean;
  /** Descending; all min(rows, columns) of them where they are exact. */
  readonly singularValues: Float64Array;
  /** ||X u_j||^2 / ||X||_F^2 by direction, where the data are known; NaN where a direction was not measured. */
  readonly dataEnergy?: Float64Array;
  /** The largest singular value that a random matrix of this shape and variance would have: root of lambda_+. */
  readonly marchenkoPasturSigma?: number;
  readonly vectors: readonly VectorPair[];
  /** W^T W of the smaller side (W W^T where W is wider than high), and which it is. */
  readonly gram?: ThinnedSquare & { readonly of: 'WᵀW' | 'WWᵀ'; readonly side: number };
}

/** Columns over the steps; null where a step has no value. */
export interface LayerCourse {
  readonly steps: readonly number[];
  /** By key of the catalogue, and reverseErrorFull, reverseErrorLocal, topDataEnergy. */
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
}

export interface DataResult {
  /** What the data are, in words. */
  readonly title: string;
  readonly samples: number;
  /** Layers whose inputs are known with these data, and what they show. */
  readonly layers: Readonly<Record<string, LayerDataMetrics>>;
  /** Why other layers have no data metrics. */
  readonly notes: readonly string[];
}

export interface TensorResult {
  readonly tensor: TensorRow;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly standardDeviation: number | null;
  readonly zeros: number;
  readonly notFinite: number;
  /** Every step-th value, 4096 at most. */
  readonly sample: Float64Array;
  readonly step: number;
}

/** What answers each request. */
export interface InspectorResults {
  readonly open: OpenedInspection;
  readonly metrics: MetricsResult;
  readonly details: LayerDetails;
  readonly course: LayerCourse;
  readonly data: DataResult;
  readonly tensor: TensorResult;
  readonly close: null;
}

/** What comes before the answer. */
export interface InspectorPartials {
  readonly open: never;
  readonly metrics: LayerMetricsRow;
  readonly details: LayerDetails;
  readonly course: never;
  readonly data: never;
  readonly tensor: never;
  readonly close: never;
}

export interface InspectorProgress {
  /** What is being done, such as "singular values". */
  readonly phase: string;
  /** The layer or tensor. */
  readonly name?: string;
  /** 0 … 1 of the whole request. */
  readonly fraction: number;
}

export type InspectorReport =
  /** The first of all, in every version. */
  | { readonly type: 'hello'; readonly version: number }
  | { readonly type: 'progress'; readonly id: number; readonly progress: InspectorProgress }
  | {
      readonly type: 'partial';
      readonly id: number;
      readonly partial: InspectorPartials[InspectorRequestType];
    }
  | { readonly type: 'done'; readonly id: number; readonly result: InspectorResults[InspectorRequestType] }
  | { readonly type: 'failed'; readonly id: number; readonly error: PlainError }
  | { readonly type: 'cancelled'; readonly id: number };
