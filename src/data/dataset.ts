/** One split of a data set: n images, all of one shape, and their classes. */
export interface Split {
  /** Number of samples, n. */
  readonly count: number;
  /** Stored values, n * height * width * channels, sample by sample, rows first, channels innermost. */
  readonly samples: Uint8Array | Float32Array;
  /** Class of each sample, 0 … classes-1. */
  readonly labels: Int32Array;
  /** Known factors of variation, one value a sample (generated data: rotation in degrees, thickness in pixels). */
  readonly factors?: Readonly<Record<string, Float32Array>>;
}

/** A data set in memory. */
export interface Dataset {
  /** Shape of a sample, [height, width, channels]. */
  readonly shape: readonly [number, number, number];
  /** One name a class. */
  readonly classNames: readonly string[];
  /** What a stored value is multiplied by on its way into the network: 1/255 for bytes fed as 0..1. */
  readonly scale: number;
  readonly train: Split;
  /** Serves every choice made during training. */
  readonly validation?: Split;
  /** Only reported, never used for a choice. */
  readonly test: Split;
}

export type SplitName = 'train' | 'validation' | 'test';

/** Number of values of one sample. */
export function sampleSize(dataset: Pick<Dataset, 'shape'>): number {
  return dataset.shape[0] * dataset.shape[1] * dataset.shape[2];
}
