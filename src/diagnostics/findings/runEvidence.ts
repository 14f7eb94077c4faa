/** Metrics of a layer that rules look at, as metrics.jsonl names them. */
export type EvidenceMetric =
  'reverseErrorFull' | 'reverseErrorLocal' | 'orthogonalityError' | 'stableRank' | 'topDataEnergy';

/** Values of a run as a whole, by logged step; accuracies are measured at some of the steps only. */
export type EvidenceColumn =
  'step' | 'loss' | 'taskLoss' | 'trainAccuracy' | 'validationAccuracy' | 'testAccuracy' | 'learningRate';

/** A column of which few rows were measured: those alone, the rows ascending. */
export interface SparseValues {
  readonly rows: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** A column: a value a row, or only what was measured. */
export type ColumnValues = ArrayLike<number> | SparseValues;

/** A layer as rules see it. */
export interface EvidenceLayer {
  readonly name: string;
  readonly type: string;
  readonly hasKernel: boolean;
  /** [in, out] or [kh, kw, in, out] */
  readonly kernelShape?: readonly number[];
}

/**
 * What is known of a run when it is looked at for findings: a few facts and its logged numbers. In a column NaN stands
 * for what was not measured at a step, Infinity for what was measured and is not a finite number.
 */
export interface RunEvidence {
  /** The training has ended, in whatever way. */
  readonly hasEnded: boolean;
  /** Steps done and steps of the whole training. */
  readonly step: number;
  readonly steps: number;
  /** The step at which the training ended because a number was no longer finite. */
  readonly divergedAt?: number;
  readonly classCount: number;
  /** Number of samples of each split. */
  readonly samples: { readonly train: number; readonly validation: number; readonly test: number };
  /** Samples a step; undefined where the config does not say. */
  readonly batchSize?: number;
  /** Name of the task's loss. */
  readonly loss?: string;
  /** Those of the mode: rr, rr-local, ort, weissi. */
  readonly regularizers: readonly string[];
  /** From the input to the output. */
  readonly layers: readonly EvidenceLayer[];
  /** A value a row, so that all have the same length; undefined where nothing was logged under that name. */
  column(name: EvidenceColumn): ArrayLike<number> | undefined;
  /** The weighted penalty of a regularizer. */
  penalty(regularizer: string): ArrayLike<number> | undefined;
  layerColumn(layer: string, metric: EvidenceMetric): ColumnValues | undefined;
}

/** Whether enough of a training is over to judge what it has come to: what is bad at first may be on its way. */
export function isFarEnough({ hasEnded, step, steps }: RunEvidence): boolean {
  return hasEnded || step >= steps / 2;
}

/** Most singular values that a kernel can have: the smaller side of it as a matrix [kh·kw·in, out]. */
export function smallerSide({ kernelShape }: EvidenceLayer): number {
  if (kernelShape === undefined || kernelShape.length < 2) return 0;
  const columns = kernelShape.at(-1)!;
  const rows = kernelShape.slice(0, -1).reduce((product, size) => product * size, 1);
  return Math.min(rows, columns);
}

/** Place of a layer in the config. */
export function layerPath({ layers }: RunEvidence, name: string): (string | number)[] {
  const index = layers.findIndex((layer) => layer.name === name);
  return index < 0 ? ['network', 'layers'] : ['network', 'layers', index];
}
