import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { add } from '@tensorflow/tfjs-core';
import type { Shape } from '../config/layers/layerDefinition';
import type { NetworkPlan } from '../config/networkPlan';
import { planNetwork, sizeOf } from '../config/networkPlan';
import type { ResolvedConfig } from '../config/resolve';
import type { StatisticsSource } from '../network/layers/layer';
import type { HostTensor } from '../network/hostTensor';
import type { ForwardPass, NamedTensors } from '../network/network';
import { Network } from '../network/network';
import { Random } from '../random/random';
import { regularizersFor } from '../regularization';
import type { Regularizer } from '../regularization/regularizer';
import { losses } from './losses';
import { createOptimizer } from './optimizers';
import type { Optimizer } from './optimizers/optimizer';

/** A network with all that its config says of training it. */
export interface Model {
  readonly plan: NetworkPlan;
  readonly network: Network;
  readonly config: ResolvedConfig;
  readonly optimizer: Optimizer;
  readonly regularizers: Readonly<Record<string, Regularizer>>;
  /** Names of the weights that gradients change. */
  readonly trainable: readonly string[];
  /** Names of all weights, moving averages too. */
  readonly weightNames: readonly string[];
  /** Shapes of the random normal numbers of a step, by input name. */
  readonly draws: Readonly<Record<string, Shape>>;
  /** What batch norm normalises with when the network is evaluated. */
  readonly statisticsAtTest: StatisticsSource;
}

export function createModel(config: ResolvedConfig): Model {
  const plan = planNetwork(config.network);
  const network = new Network(plan);
  const regularizers = regularizersFor(config);
  const weights = plan.layers.flatMap((layer) =>
    layer.weights.map((weight) => ({ name: `${layer.name}/${weight.name}`, trainable: weight.trainable })),
  );
  return {
    plan,
    network,
    config,
    optimizer: createOptimizer(config.training.optimizer),
    regularizers,
    trainable: weights.filter((weight) => weight.trainable).map((weight) => weight.name),
    weightNames: weights.map((weight) => weight.name),
    draws: Object.assign(
      {},
      ...Object.values(regularizers).map((regularizer) => regularizer.draws?.(network)),
    ),
    statisticsAtTest: config.training.batchNormAtTest,
  };
}

/** The random draws of a step, by input name. */
export function drawsOfStep(model: Model, step: number): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(model.draws).map(([name, shape]) => {
      const random = new Random(model.config.training.seed, 'draw', name, step);
      const data = Float32Array.from({ length: sizeOf(shape) }, () => random.normal());
      return [drawInput(name), { shape, data }];
    }),
  );
}

export const drawInput = (name: string) => `draw/${name}`;

/** The parts of the loss on one batch. */
export interface LossParts {
  readonly loss: Scalar;
  readonly taskLoss: Scalar;
  /** Weighted, by name. */
  readonly penalties: Readonly<Record<string, Scalar>>;
  readonly pass: ForwardPass;
}

/**
 * @param weights of the network, by name
 * @param inputs x [batch, …inputShape], y [batch, units] one-hot, and the draws
 */
export function lossParts(
  model: Model,
  weights: NamedTensors,
  inputs: NamedTensors,
  statistics: StatisticsSource,
): LossParts {
  const { network } = model;
  const pass = network.forward(inputs.x!, weights, statistics);
  const draws = Object.fromEntries(
    Object.keys(model.draws).map((name) => [name, inputs[drawInput(name)] as Tensor]),
  );
  const taskLoss = losses[model.config.training.loss](pass.outputs.at(-1)!, inputs.y!);
  const context = { network, weights, pass, draws };
  const penalties = Object.fromEntries(
    Object.entries(model.regularizers).map(([name, regularizer]) => [name, regularizer.penalty(context)]),
  );
  const loss = Object.values(penalties).reduce<Scalar>((total, penalty) => add(total, penalty), taskLoss);
  return { loss, taskLoss, penalties, pass };
}
