import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseConfig } from '../../../src/config/parseConfig';
import { resolveConfig } from '../../../src/config/resolve';
import { openEngine } from '../../../src/engines/choose';
import type { Engine, EngineName } from '../../../src/engines/engine';
import type { HostTensors } from '../../../src/network/hostTensor';
import { initialWeights } from '../../../src/network/initialWeights';
import { Random } from '../../../src/random/random';
import type { Model } from '../../../src/training/model';
import { createModel } from '../../../src/training/model';
import { initialSlots } from '../../../src/training/stepProgram';

export const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** The wasm backend's files as npm installs them, so that unit tests need no build. */
const wasmFolder = path.join(repository, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist');

export async function engine(name: EngineName): Promise<Engine> {
  return (await openEngine(name, { wasmFolder })).engine;
}

export interface SmallModel {
  readonly input: readonly [number, number, number];
  readonly layers: readonly object[];
  readonly regularization?: object;
  readonly training?: object;
}

/** A model of a network on images of any size and three classes or more. */
export function modelOf({ input, layers, regularization, training }: SmallModel): Model {
  const text = JSON.stringify({
    data: { kind: 'manifest', path: 'none.csv' },
    network: { input, layers },
    regularization,
    training,
  });
  const { config } = parseConfig(text, 'test.racecar.json');
  return createModel(resolveConfig(config, { train: 100, all: 110 }));
}

/** Starting weights with no scale, shift or bias left at its usual 1 or 0, so that each of them matters. */
export function unusualWeights(model: Model, seed: number): HostTensors {
  const random = new Random(seed, 'unusual');
  return Object.fromEntries(
    Object.entries(initialWeights(model.plan, seed)).map(([name, { shape, data }]) => {
      if (name.endsWith('/kernel')) return [name, { shape, data }];
      if (/gamma|movingVariance/.test(name)) {
        return [name, { shape, data: data.map(() => random.uniform(0.5, 1.5)) }];
      }
      return [name, { shape, data: data.map(() => random.normal(0, 0.3)) }];
    }),
  );
}

/** Weights and zero accumulators: the state before the first step. */
export function stateOf(model: Model, weights: HostTensors): HostTensors {
  return { ...weights, ...initialSlots(model, weights) };
}

/** A random batch, inputs normal, classes in turn. */
export function randomBatch(model: Model, count: number, seed: number, deviation = 1): HostTensors {
  const random = new Random(seed, 'batch');
  const shape = model.plan.inputShape;
  const size = shape.reduce((product, side) => product * side, 1);
  const units = model.plan.layers.at(-1)!.outputShape[0]!;
  const y = new Float32Array(count * units);
  for (let i = 0; i < count; i++) y[i * units + (i % units)] = 1;
  return {
    x: {
      shape: [count, ...shape],
      data: Float32Array.from({ length: count * size }, () => random.normal(0, deviation)),
    },
    y: { shape: [count, units], data: y },
  };
}
