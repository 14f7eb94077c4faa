import { regularizersOf } from '../../../src/config/mode';
import { regularizerOptions } from '../../../src/config/resolve';
import type { LayerOptions } from '../../../src/config/layers';
import type { HostTensors } from '../../../src/network/hostTensor';
import type { Model } from '../../../src/training/model';
import type { OracleDraws, OracleLayer, OraclePenalty, OracleSpec } from '../../oracle/oracleSpec';

/** The same network and loss, told to the float64 oracle. */
export function oracleSpecOf(model: Model): OracleSpec {
  return {
    inputShape: model.plan.inputShape,
    layers: model.plan.layers.map(({ name, options }) => oracleLayer(name, options)),
    loss: model.config.training.loss,
    penalties: oraclePenalties(model),
  };
}

function oracleLayer(name: string, { type, ...options }: LayerOptions): OracleLayer {
  return { ...options, kind: type, name } as OracleLayer;
}

function oraclePenalties({ config }: Model): OraclePenalty[] {
  const penalties = regularizersOf(config.regularization.mode).map(
    (name) => ({ kind: name, ...regularizerOptions(config, name) }) as OraclePenalty,
  );
  const { weightDecay } = config.regularization;
  return weightDecay > 0 ? [...penalties, { kind: 'weightDecay', lambda: weightDecay }] : penalties;
}

/** The draws of a step's inputs, by layer. */
export function oracleDraws(inputs: HostTensors): OracleDraws {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => name.startsWith('draw/ort/'))
      .map(([name, { data }]) => [name.slice('draw/ort/'.length), data]),
  );
}

/** The weights that gradients change. */
export function trainableWeights(model: Model, weights: HostTensors): HostTensors {
  return Object.fromEntries(model.trainable.map((name) => [name, weights[name]!]));
}
