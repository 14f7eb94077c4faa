import { parseConfig } from '../config/parseConfig';
import { resolveConfig } from '../config/resolve';
import { initialWeights } from '../network/initialWeights';
import { Random } from '../random/random';
import { createModel } from '../training/model';
import { initialSlots, stepInputs, stepProgram } from '../training/stepProgram';
import type { Trial } from './engine';

/** The network of the paper's first experiment, 784-128-2 with batch norm, under rr, in batches of 100. */
const CONFIG = {
  data: { kind: 'peak' },
  network: {
    input: [28, 28, 1],
    layers: [
      { type: 'flatten' },
      { type: 'dense', name: 'hidden', units: 128, batchNorm: true, activation: 'relu' },
      { type: 'dense', name: 'output', units: 2, batchNorm: true, activation: 'relu' },
    ],
  },
  regularization: { mode: 'rr' },
  training: { optimizer: { type: 'adam', learningRate: 1e-4 }, batchSize: 100 },
};

const BATCH = 100;
const STEPS = 20;

/** What the speeds of engines are compared on: the first steps of a training on random images. */
export function standardTrial(): Trial {
  const { config } = parseConfig(JSON.stringify(CONFIG), 'standard.racecar.json');
  const model = createModel(resolveConfig(config, { train: BATCH, all: BATCH }));
  const random = new Random(0, 'standard step');
  const weights = initialWeights(model.plan, 0);
  const x = {
    shape: [BATCH, ...model.plan.inputShape],
    data: Float32Array.from({ length: BATCH * 28 * 28 }, () => random.uniform(0, 1)),
  };
  const y = { shape: [BATCH, 2], data: Float32Array.from({ length: BATCH * 2 }, (_, i) => i % 2) };
  return {
    program: stepProgram(model),
    state: { ...weights, ...initialSlots(model, weights) },
    inputs: Array.from({ length: STEPS }, (_, step) => ({ x, y, ...stepInputs(model, step, STEPS) })),
    verified: new Set(),
  };
}
