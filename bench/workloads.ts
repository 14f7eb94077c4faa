import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseConfig } from '../src/config/parseConfig';
import { resolveConfig } from '../src/config/resolve';
import type { HostTensor, HostTensors } from '../src/network/hostTensor';
import { initialWeights } from '../src/network/initialWeights';
import { Random } from '../src/random/random';
import type { Model } from '../src/training/model';
import { createModel } from '../src/training/model';
import { initialSlots } from '../src/training/stepProgram';

/** A training step to be timed, as a config says it. */
export interface Workload {
  readonly title: string;
  readonly network: { readonly input: readonly [number, number, number]; readonly layers: readonly object[] };
  readonly rr: { readonly lambda: number; readonly reduction: 'sum' | 'mean' };
  readonly loss: 'softmaxCrossEntropy' | 'softmaxCrossEntropyTwice';
  readonly batchSize: number;
  /** Different batches, taken in turn; a single one is the whole training set at every step. */
  readonly batches: number;
  /** Without the reverse pass, which gives every weight a gradient. */
  readonly mode?: 'std' | 'rr';
  /** Share of each sample's inputs that are always zero, so that their weights get no gradient in mode std. */
  readonly zeroInputs?: number;
  /** What the optimizer's accumulators start from; 0 if not said. */
  readonly accumulators?: number;
}

const LEARNING_RATE = 1e-4;
const SEED = 1;
/** Of the inputs: so large that the reverse pass and the task have similar shares of the loss. */
const INPUT_DEVIATION = 4;

const normalised = { batchNorm: true, activation: 'relu' };
const convolution = (name: string, filters: number) => ({
  ...{ type: 'conv2d', name, filters, kernelSize: 3, strides: 2, padding: 'same' },
  ...normalised,
});

export const workloads: Readonly<Record<string, Workload>> = {
  peak: {
    title: 'peak RR: 784-128-2 with batch norm, batch 100',
    network: {
      input: [28, 28, 1],
      layers: [
        { type: 'flatten' },
        { type: 'dense', name: 'hidden', units: 128, ...normalised },
        { type: 'dense', name: 'output', units: 2, ...normalised },
      ],
    },
    rr: { lambda: 1e-6, reduction: 'sum' },
    loss: 'softmaxCrossEntropyTwice',
    batchSize: 100,
    batches: 1,
  },
  wide: {
    title: 'wide MLP with RR: 784-2048-2048-10, batch 256',
    network: {
      input: [28, 28, 1],
      layers: [
        { type: 'flatten' },
        { type: 'dense', name: 'hidden1', units: 2048, activation: 'relu' },
        { type: 'dense', name: 'hidden2', units: 2048, activation: 'relu' },
        { type: 'dense', name: 'output', units: 10 },
      ],
    },
    rr: { lambda: 1e-2, reduction: 'mean' },
    loss: 'softmaxCrossEntropy',
    batchSize: 256,
    batches: 4,
  },
  cnn: {
    title:
      'small CNN with RR: 3x3 stride-2 convolutions 16-32-64 on 32x32x3 with batch norm, dense 10, batch 64',
    network: {
      input: [32, 32, 3],
      layers: [
        convolution('conv1', 16),
        convolution('conv2', 32),
        convolution('conv3', 64),
        { type: 'flatten' },
        { type: 'dense', name: 'output', units: 10 },
      ],
    },
    rr: { lambda: 1e-6, reduction: 'sum' },
    loss: 'softmaxCrossEntropy',
    batchSize: 64,
    batches: 8,
  },
};

const halfOfTheInputsZero: Workload = {
  title: 'peak without the reverse pass, half of the inputs always zero',
  network: workloads.peak!.network,
  rr: workloads.peak!.rr,
  mode: 'std',
  loss: 'softmaxCrossEntropy',
  batchSize: 100,
  batches: 1,
  zeroInputs: 0.5,
};

/**
 * The same steps twice, of which one pair of accumulators is denormal from the first step on: those of the weights that
 * get no gradient decay towards zero and, in denormal arithmetic, stop short of it.
 */
export const denormalCases = {
  normal: halfOfTheInputsZero,
  denormal: { ...halfOfTheInputsZero, accumulators: 1e-40 },
} as const satisfies Record<string, Workload>;

/** A workload with its starting state and data: all that a contestant works on. */
export interface Problem {
  readonly model: Model;
  readonly weights: HostTensors;
  /** The optimizer's accumulators as they are at the start. */
  readonly slots: HostTensors;
  readonly batches: readonly HostTensors[];
}

export function problemOf(workload: Workload): Problem {
  const { network, rr, mode = 'rr', loss, batchSize, batches, zeroInputs = 0, accumulators = 0 } = workload;
  const text = JSON.stringify({
    data: { kind: 'manifest', path: 'none.csv' },
    network,
    regularization: { mode, rr },
    training: { loss, batchSize, optimizer: { type: 'adam', learningRate: LEARNING_RATE } },
  });
  const samples = batchSize * batches;
  const { config } = parseConfig(text, 'benchmark', []);
  const model = createModel(resolveConfig(config, { train: samples, all: samples }));
  const weights = initialWeights(model.plan, SEED);
  const slots = Object.entries(initialSlots(model, weights)).map(([name, { shape, data }]) => [
    name,
    { shape, data: data.fill(accumulators) },
  ]);
  return {
    model,
    weights,
    slots: Object.fromEntries(slots) as HostTensors,
    batches: Array.from({ length: batches }, (_, index) => randomBatch(model, batchSize, index, zeroInputs)),
  };
}

/** Normal inputs, a share of them zero, and random classes. */
function randomBatch({ plan }: Model, size: number, index: number, zeroInputs: number): HostTensors {
  const random = new Random(SEED, 'batch', index);
  const length = plan.inputShape.reduce((product, side) => product * side, size);
  const x = Float32Array.from({ length }, () => random.normal(0, INPUT_DEVIATION));
  const values = length / size;
  for (let i = 0; i < length; i++) if (i % values < zeroInputs * values) x[i] = 0;
  const classes = plan.layers.at(-1)!.outputShape[0]!;
  const y = new Float32Array(size * classes);
  for (let i = 0; i < size; i++) y[i * classes + random.integer(classes)] = 1;
  return { x: { shape: [size, ...plan.inputShape], data: x }, y: { shape: [size, classes], data: y } };
}

/** Writes a problem for the peers: workload.json, and the numbers it refers to in values.f32. */
export async function writeProblem(workload: Workload, folder: string): Promise<void> {
  const { model, weights, batches } = problemOf(workload);
  const values: Float32Array[] = [];
  let offset = 0;
  const place = ({ shape, data }: HostTensor) => {
    values.push(data);
    offset += data.length;
    return { shape, offset: offset - data.length };
  };
  const placeAll = (tensors: HostTensors) =>
    Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, place(tensor)]));
  const { layers } = model.config.network;
  const description = {
    layers: layers.map((layer, index) => ({ ...layer, name: model.plan.layers[index]!.name })),
    loss: workload.loss,
    rr: workload.rr,
    learningRate: LEARNING_RATE,
    weights: placeAll(weights),
    batches: batches.map(placeAll),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'workload.json'), JSON.stringify(description));
  await writeFile(
    path.join(folder, 'values.f32'),
    Buffer.concat(values.map((each) => Buffer.from(each.buffer))),
  );
}
