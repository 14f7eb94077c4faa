import { namedLayers } from './networkPlan';
import type { RegularizerName } from './regularizers';
import type { RrOptions } from './regularizers/rr';
import type { Config } from './schema';
import type { TrainingOptions } from './training';

type DataDependent = 'batchSize' | 'logEvery' | 'snapshotEvery' | 'evaluateEvery';

/** A config whose every number is known, and every layer's name, as a run records it. */
export interface ResolvedConfig extends Config {
  readonly training: Omit<TrainingOptions, DataDependent> & Readonly<Record<DataDependent, number>>;
}

const LOGGED_POINTS = 500;
const SNAPSHOTS = 20;
const BATCH_SIZE = 32;

/**
 * Fills in the defaults that depend on the data, and the names of the layers: who reads the weights of `conv2d3/kernel`
 * finds its layer without the rule of naming.
 * @param samples number of samples of the training split, and of all splits together
 */
export function resolveConfig(config: Config, samples: { train: number; all: number }): ResolvedConfig {
  const { training } = config;
  const batchSize = training.batchSize ?? defaultBatchSize(samples.train);
  const steps = training.epochs * Math.ceil(samples.train / batchSize);
  const logEvery = training.logEvery ?? Math.max(1, Math.round(steps / LOGGED_POINTS));
  // One evaluation of all splits for at least as many samples trained on.
  const evaluateEvery = training.evaluateEvery ?? Math.ceil(samples.all / batchSize / 2);
  return {
    ...config,
    network: { ...config.network, layers: namedLayers(config.network.layers) },
    training: {
      ...training,
      batchSize,
      logEvery,
      evaluateEvery: Math.ceil(evaluateEvery / logEvery) * logEvery,
      snapshotEvery: training.snapshotEvery ?? Math.max(1, Math.round(steps / SNAPSHOTS)),
    },
  };
}

/** Samples a step where a config does not say it. */
export function defaultBatchSize(trainSamples: number): number {
  return Math.min(BATCH_SIZE, trainSamples);
}

/** Number of training steps: epochs times the batches of an epoch, the last perhaps smaller. */
export function stepCount(config: ResolvedConfig, trainSamples: number): number {
  return config.training.epochs * stepsPerEpoch(config, trainSamples);
}

export function stepsPerEpoch(config: ResolvedConfig, trainSamples: number): number {
  return Math.ceil(trainSamples / config.training.batchSize);
}

type OptionsOf<Name extends RegularizerName> = Name extends 'rr-local'
  ? RrOptions
  : Config['regularization'][Name];

/** The options of a regularizer; each that rr-local does not have falls back to that of rr. */
export function regularizerOptions<Name extends RegularizerName>(
  config: Pick<Config, 'regularization'>,
  name: Name,
): OptionsOf<Name> {
  const { regularization } = config;
  const options =
    name === 'rr-local' ? { ...regularization.rr, ...regularization[name] } : regularization[name];
  return options as OptionsOf<Name>;
}
