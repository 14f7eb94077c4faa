import type {
  EvidenceColumn,
  EvidenceLayer,
  EvidenceMetric,
  RunEvidence,
} from '../../../../src/diagnostics/findings/runEvidence';

type Values = readonly number[];

/** What a test says of a run; the rest is that of a run of 100 logged steps that learned its two classes. */
export interface Told extends Partial<
  Omit<RunEvidence, 'column' | 'penalty' | 'layerColumn' | 'batchSize' | 'loss' | 'divergedAt'>
> {
  readonly batchSize?: number;
  readonly loss?: string;
  readonly divergedAt?: number;
  readonly columns?: Partial<Record<EvidenceColumn, Values>>;
  readonly penalties?: Readonly<Record<string, Values>>;
  readonly metrics?: Readonly<Record<string, Partial<Record<EvidenceMetric, Values>>>>;
}

export const POINTS = 100;

/** A value for each of the logged steps. */
export function course(value: (t: number) => number, points = POINTS): number[] {
  return Array.from({ length: points }, (_, i) => value(i / (points - 1)));
}

/** Falls from one value to another, most of the way at first. */
export function falling(from: number, to: number, rate = 6): number[] {
  return course((t) => to + (from - to) * Math.exp(-rate * t));
}

export const DENSE: readonly EvidenceLayer[] = [
  { name: 'flatten1', type: 'flatten', hasKernel: false },
  { name: 'hidden', type: 'dense', hasKernel: true, kernelShape: [784, 128] },
  { name: 'output', type: 'dense', hasKernel: true, kernelShape: [128, 2] },
];

export function runOf({ columns = {}, penalties = {}, metrics = {}, ...facts }: Told): RunEvidence {
  const all: Partial<Record<EvidenceColumn, Values>> = {
    step: course((t) => Math.round(t * 990)),
    taskLoss: falling(0.76, 0.05),
    loss: falling(0.76, 0.05),
    trainAccuracy: falling(0.5, 0.99),
    testAccuracy: falling(0.5, 0.97),
    learningRate: course(() => 1e-3),
    ...columns,
  };
  return {
    hasEnded: true,
    step: 990,
    steps: 990,
    classCount: 2,
    samples: { train: 1000, validation: 0, test: 1000 },
    batchSize: 32,
    loss: 'softmaxCrossEntropy',
    regularizers: [],
    layers: DENSE,
    ...facts,
    column: (name) => all[name],
    penalty: (name) => penalties[name],
    layerColumn: (layer, metric) => metrics[layer]?.[metric],
  };
}
