/**
 * What the process that goes through training data is asked, and what it answers: what lies along a singular vector, and
 * which directions are the data's own. Knows neither Node nor the DOM, as pages show the answers.
 */

/** A layer of a run as a snapshot has it. */
export interface LayerQuery {
  /** The run's folder. */
  readonly run: string;
  readonly step: number;
  readonly layer: string;
}

/** Which vector: u of one singular value of a layer's kernel, as a snapshot has it. */
export interface SampleQuery extends LayerQuery {
  /** Number of the singular value, the largest is 0. */
  readonly direction: number;
}

/** A training sample that lies along the vector, or the mean of a class. */
export interface Along {
  /** Class; of a sample its own. */
  readonly label: number;
  /** Of the angle to the vector. NaN where the sample or mean is zero. */
  readonly cosine: number;
  /** Length along the vector, with its sign. */
  readonly projection: number;
  /** Float32: what the layer meets of it, of the vector's length: its input, or of a convolution a patch. */
  readonly values: ArrayBuffer;
}

export interface NearSample extends Along {
  /** In the training split. */
  readonly index: number;
  /** Float32: the sample itself, in the shape of the data. */
  readonly image: ArrayBuffer;
}

export interface ClassMeanAlong extends Along {
  readonly samples: number;
}

/** What all of the training split says of a vector. */
export interface SamplesReply {
  /** Samples that were looked at: all there are. */
  readonly samples: number;
  /** What the layer meets are patches of its input; of each sample the patch that lies most along the vector counts. */
  readonly arePatches: boolean;
  /** Share of the layer's inputs' energy along the vector, as the snapshot's dataEnergy has it. */
  readonly energy: number;
  /** Those with the largest |cosine|, the first the nearest. */
  readonly nearest: readonly NearSample[];
  /** By class. */
  readonly means: readonly ClassMeanAlong[];
}

/** Principal directions that are shown, and the largest subspaces that are compared with them. */
export const PRINCIPAL_DIRECTIONS = 8;

/** The principal directions of what a layer meets of the training split X, not centred. */
export interface PrincipalReply {
  /** Samples that were looked at: of very large layers and data only a part. */
  readonly samples: number;
  /** Samples of the training split. */
  readonly total: number;
  /** What the layer meets are patches of its input. */
  readonly arePatches: boolean;
  /** Values of a direction. */
  readonly length: number;
  /** Float32 [directions, length], unit vectors, the one with most energy first. */
  readonly vectors: ArrayBuffer;
  /** By direction: share of the energy ||X||_F^2 along it, descending. */
  readonly energy: readonly number[];
}

/** What can be asked, by name. */
export interface SampleSearches {
  readonly samples: { readonly query: SampleQuery; readonly reply: SamplesReply };
  readonly principal: { readonly query: LayerQuery; readonly reply: PrincipalReply };
}

export type SearchKind = keyof SampleSearches;
export type SearchQuery<Kind extends SearchKind> = SampleSearches[Kind]['query'];
export type SearchReply<Kind extends SearchKind> = SampleSearches[Kind]['reply'];

/** What is asked: a query with its kind. */
export type Search = {
  readonly [Kind in SearchKind]: { readonly kind: Kind } & SearchQuery<Kind>;
}[SearchKind];

/** What the process gets. A new search ends the one of its kind before. */
export type ToSampleSearch =
  | { readonly type: 'search'; readonly id: number; readonly search: Search }
  | { readonly type: 'cancel'; readonly id: number };

export type FromSampleSearch =
  | { readonly type: 'found'; readonly id: number; readonly reply: SearchReply<SearchKind> }
  /** `message` is absent where the search was ended. */
  | { readonly type: 'failed'; readonly id: number; readonly message?: string };
