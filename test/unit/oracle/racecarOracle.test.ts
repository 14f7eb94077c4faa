import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/random/random';
import { jacobiSingularValues } from '../../oracle/jacobiSvd';
import {
  pair,
  type OracleBatch,
  type OracleLayer,
  type OraclePenalty,
  type OracleSpec,
} from '../../oracle/oracleSpec';
import { oracleLoss, oracleTrain } from '../../oracle/racecarOracle';
import { expectSameGradient, finiteDifferences, randomArray } from './finiteDifferences';

type Weights = Record<string, { shape: readonly number[]; data: Float64Array }>;

/** Random weights for layers on a given input; no scale or shift is left at its usual 1 or 0. */
function randomWeights(layers: readonly OracleLayer[], inputShape: readonly number[], seed: number): Weights {
  const random = new Random(seed, 'weights');
  const weights: Weights = {};
  let shape = inputShape;
  for (const layer of layers) {
    if (layer.kind === 'flatten') {
      shape = [shape.reduce((count, size) => count * size, 1)];
      continue;
    }
    let kernel: number[];
    if (layer.kind === 'dense') {
      kernel = [shape[0]!, layer.units];
      shape = [layer.units];
    } else {
      const size = pair(layer.kernelSize);
      const strides = pair(layer.strides ?? 1);
      kernel = [...size, shape[2]!, layer.filters];
      const side = (axis: 0 | 1): number =>
        layer.padding === 'same'
          ? Math.ceil(shape[axis]! / strides[axis])
          : Math.floor((shape[axis]! - size[axis]) / strides[axis]) + 1;
      shape = [side(0), side(1), layer.filters];
    }
    const out = [kernel.at(-1)!];
    weights[`${layer.name}/kernel`] = randomArray(random, kernel, (source) => source.normal(0, 0.5));
    if (layer.useBias !== false) weights[`${layer.name}/bias`] = randomArray(random, out);
    if (layer.batchNorm) {
      weights[`${layer.name}/gamma`] = randomArray(random, out, (source) => source.uniform(0.5, 1.5));
      weights[`${layer.name}/beta`] = randomArray(random, out);
    }
  }
  return weights;
}

function randomBatch(inputShape: readonly number[], classes: number, count: number): OracleBatch {
  const random = new Random(8, 'batch');
  const y = { shape: [count, classes], data: new Float64Array(count * classes) };
  for (let i = 0; i < count; i++) y.data[i * classes + random.integer(classes)] = 1;
  return { x: randomArray(random, [count, ...inputShape]), y };
}

const NETWORKS: Record<string, { inputShape: number[]; layers: OracleLayer[] }> = {
  'dense with BN': {
    inputShape: [6],
    layers: [
      { kind: 'dense', name: 'a', units: 5, batchNorm: true, activation: 'relu' },
      { kind: 'dense', name: 'b', units: 4, activation: 'tanh', useBias: false },
      { kind: 'dense', name: 'c', units: 3, batchNorm: true, activation: 'leakyRelu' },
    ],
  },
  'dense after flatten': {
    inputShape: [2, 2, 2],
    layers: [
      { kind: 'flatten', name: 'f' },
      { kind: 'dense', name: 'a', units: 5, activation: 'sigmoid' },
      { kind: 'dense', name: 'b', units: 3 },
    ],
  },
  convolutional: {
    inputShape: [5, 4, 2],
    layers: [
      {
        kind: 'conv2d',
        name: 'a',
        filters: 3,
        kernelSize: 3,
        padding: 'same',
        batchNorm: true,
        activation: 'relu',
      },
      { kind: 'conv2d', name: 'b', filters: 2, kernelSize: [2, 1], strides: [2, 1], activation: 'leakyRelu' },
      { kind: 'flatten', name: 'f' },
      { kind: 'dense', name: 'c', units: 3, batchNorm: true },
    ],
  },
};

const PENALTIES: Record<string, OraclePenalty[]> = {
  std: [],
  'rr, one lambda a layer, sum': [{ kind: 'rr', lambda: [0.1, 0.2, 0.3] }],
  'rr, mean': [{ kind: 'rr', lambda: 0.7, reduction: 'mean' }],
  'rr-local, sum': [{ kind: 'rr-local', lambda: 0.1 }],
  'rr-local, mean': [{ kind: 'rr-local', lambda: [0.5, 1, 2], reduction: 'mean' }],
  ort: [{ kind: 'ort', lambda: 0.1 }],
  weissi: [{ kind: 'weissi', lambdaNorm: 0.3, lambdaL1: 0.02 }],
  'weight decay and rr': [
    { kind: 'weightDecay', lambda: 0.1 },
    { kind: 'rr', lambda: 0.01 },
  ],
};

const DRAWS = { a: [0.3, -1, 0.5, 2, 0.1], b: [1, -0.5, 0.2, 0.7], c: [-1, 2, 0.4] };

describe('the gradients of the oracle', () => {
  const cases = Object.keys(NETWORKS).flatMap((network) =>
    Object.keys(PENALTIES).map((penalty) => [network, penalty] as const),
  );
  it.each(cases)('are those of finite differences: %s, %s', (network, penalty) => {
    for (const loss of ['softmaxCrossEntropy', 'softmaxCrossEntropyTwice'] as const) {
      const { inputShape, layers } = NETWORKS[network]!;
      const spec: OracleSpec = { inputShape, layers, loss, penalties: PENALTIES[penalty]! };
      const weights = randomWeights(layers, inputShape, 1);
      const batch = randomBatch(inputShape, 3, 7);
      const draws = Object.fromEntries(
        Object.entries(DRAWS).map(([name, values]) => [
          name,
          values.slice(0, weights[`${name}/kernel`]?.shape.at(-1) ?? 0),
        ]),
      );
      const found = oracleLoss(spec, weights, batch, draws);
      const names = Object.keys(weights);
      const expected = finiteDifferences(
        names.map((name) => weights[name]!.data),
        () => oracleLoss(spec, weights, batch, draws).loss,
      );
      names.forEach((name, i) => expectSameGradient(found.gradients[name]!, expected[i]!));
    }
  });
});

function linear(inputs: number, units: number, penalties: OraclePenalty[]): OracleSpec {
  return {
    inputShape: [inputs],
    layers: [{ kind: 'dense', name: 'a', units, useBias: false }],
    loss: 'softmaxCrossEntropy',
    penalties,
  };
}

const TWO_LAYERS: { inputShape: number[]; layers: OracleLayer[] } = {
  inputShape: [4],
  layers: [
    { kind: 'dense', name: 'a', units: 3, batchNorm: true, activation: 'relu' },
    { kind: 'dense', name: 'b', units: 2 },
  ],
};

function toRows({ shape, data }: { shape: readonly number[]; data: ArrayLike<number> }): number[][] {
  const width = shape.at(-1)!;
  return Array.from({ length: data.length / width }, (_, row) =>
    Array.from({ length: width }, (__, i) => data[row * width + i]!),
  );
}

function flip(a: number[][]): number[][] {
  return a[0]!.map((_, i) => a.map((row) => row[i]!));
}

function times(a: number[][], b: number[][]): number[][] {
  return a.map((row) => flip(b).map((column) => row.reduce((sum, value, i) => sum + value * column[i]!, 0)));
}

function plus(a: number[][], bias: number[], sign: 1 | -1): number[][] {
  return a.map((row) => row.map((value, i) => value + sign * bias[i]!));
}

/** relu(BN(a)) feature by feature, with population variance. */
function normalizeAndRectify(a: number[][], gamma: number[], beta: number[]): number[][] {
  const columns = flip(a).map((column, i) => {
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
    return column.map((value) =>
      Math.max(0, ((value - mean) / Math.sqrt(variance + 1e-3)) * gamma[i]! + beta[i]!),
    );
  });
  return flip(columns);
}

function distance(a: number[][], b: number[][]): number {
  return a.flat().reduce((sum, value, i) => sum + (value - b.flat()[i]!) ** 2, 0);
}

describe('the losses of the oracle', () => {
  const uniform = { 'a/kernel': { shape: [4, 10], data: new Float64Array(40) } };
  const batch = randomBatch([4], 10, 6);

  it('start at log(classes), and within the bounds of a double softmax', () => {
    const spec = linear(4, 10, []);
    expect(oracleLoss(spec, uniform, batch).taskLoss).toBeCloseTo(Math.log(10), 12);
    const twice = { ...spec, loss: 'softmaxCrossEntropyTwice' } as const;
    for (const seed of [1, 2, 3]) {
      const weights = randomWeights(spec.layers, [4], seed);
      weights['a/kernel']!.data.forEach((value, i, data) => (data[i] = 100 * value));
      const { taskLoss } = oracleLoss(twice, weights, batch);
      expect(taskLoss).toBeGreaterThan(1.4611);
      expect(taskLoss).toBeLessThan(2.4613);
    }
  });

  it('add up', () => {
    const penalties: OraclePenalty[] = [
      { kind: 'weightDecay', lambda: 2 },
      { kind: 'rr', lambda: 1 },
    ];
    const weights = randomWeights(linear(4, 10, []).layers, [4], 1);
    const found = oracleLoss(linear(4, 10, penalties), weights, batch);
    const squares = weights['a/kernel']!.data.reduce((sum, value) => sum + value * value, 0);
    expect(found.penalties['weightDecay']).toBeCloseTo(squares, 10);
    expect(found.loss).toBeCloseTo(
      found.taskLoss + found.penalties['weightDecay']! + found.penalties['rr']!,
      10,
    );
  });

  it('take half the squared distance for a sum and no half for a mean', () => {
    const rr = (penalty: OraclePenalty): number =>
      oracleLoss(linear(4, 10, [penalty]), uniform, batch).penalties['rr']!;
    const squares = Array.from(batch.x.data).reduce((sum, value) => sum + value * value, 0);
    expect(rr({ kind: 'rr', lambda: 3 })).toBeCloseTo((3 * squares) / 2, 10);
    expect(rr({ kind: 'rr', lambda: 3, reduction: 'mean' })).toBeCloseTo((3 * squares) / 24, 10);
  });

  it('rebuild the input of one linear layer with error Σ (sigma² − 1)² where the data are the unit vectors', () => {
    const weights = randomWeights(linear(4, 4, []).layers, [4], 2);
    const identity = Float64Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0));
    const unit = { x: { shape: [4, 4], data: identity }, y: { shape: [4, 4], data: identity } };
    const expected = jacobiSingularValues(weights['a/kernel']!.data, 4, 4).reduce(
      (sum, sigma) => sum + (sigma ** 2 - 1) ** 2,
      0,
    );
    const found = oracleLoss(linear(4, 4, [{ kind: 'rr', lambda: 2 }]), weights, unit);
    expect(found.penalties['rr']).toBeCloseTo(expected, 10);
  });

  it('rebuild through BN and activation of the layer below, with the statistics of the reverse signal', () => {
    const { layers, inputShape } = TWO_LAYERS;
    const weights = randomWeights(layers, inputShape, 6);
    const two = randomBatch(inputShape, 2, 5);
    const w = (name: string): number[][] => toRows(weights[name]!);
    const x = toRows(two.x);
    const linear1 = plus(times(x, w('a/kernel')), w('a/bias')[0]!, 1);
    const h1 = normalizeAndRectify(linear1, w('a/gamma')[0]!, w('a/beta')[0]!);
    const h2 = plus(times(h1, w('b/kernel')), w('b/bias')[0]!, 1);
    const down = (r: number[][], name: string): number[][] =>
      times(plus(r, w(`${name}/bias`)[0]!, -1), flip(w(`${name}/kernel`)));
    const r1 = normalizeAndRectify(down(h2, 'b'), w('a/gamma')[0]!, w('a/beta')[0]!);
    const hidden = distance(r1, h1);
    const full = 0.5 * 3 * distance(down(r1, 'a'), x) + 0.5 * 7 * hidden;
    const local = 0.5 * 3 * distance(down(h1, 'a'), x) + 0.5 * 7 * hidden;
    const penalties: OraclePenalty[] = [
      { kind: 'rr', lambda: [3, 7] },
      { kind: 'rr-local', lambda: [3, 7] },
    ];
    const spec: OracleSpec = { inputShape, layers, loss: 'softmaxCrossEntropy', penalties };
    const found = oracleLoss(spec, weights, two).penalties;
    expect(found['rr']).toBeCloseTo(full, 9);
    expect(found['rr-local']).toBeCloseTo(local, 9);
  });

  it('are the same for full and local where there is one layer, and differ for two', () => {
    const both: OraclePenalty[] = [
      { kind: 'rr', lambda: 1 },
      { kind: 'rr-local', lambda: 1 },
    ];
    const one = oracleLoss(linear(4, 10, both), randomWeights(linear(4, 10, []).layers, [4], 1), batch);
    expect(one.penalties['rr']).toBe(one.penalties['rr-local']);
    const { inputShape, layers } = NETWORKS['dense with BN']!;
    const spec: OracleSpec = { inputShape, layers, loss: 'softmaxCrossEntropy', penalties: both };
    const three = oracleLoss(spec, randomWeights(layers, inputShape, 1), randomBatch(inputShape, 3, 7));
    expect(three.penalties['rr']).not.toBeCloseTo(three.penalties['rr-local']!, 3);
  });

  it('find nothing to do for Ort in an orthogonal kernel, and never more than the exact norm', () => {
    const ort = (data: Float64Array, draws: number[]): number => {
      const spec = linear(3, 3, [{ kind: 'ort', lambda: 1 }]);
      const weights = { 'a/kernel': { shape: [3, 3], data } };
      return oracleLoss(spec, weights, randomBatch([3], 3, 2), { a: draws }).penalties['ort']!;
    };
    expect(ort(Float64Array.of(0, 1, 0, 1, 0, 0, 0, 0, -1), [1, 2, 3])).toBe(0);
    const scaled = Float64Array.of(3, 0, 0, 0, 1, 0, 0, 0, 1);
    expect(ort(scaled, [1, 2, 3])).toBeCloseTo(64, 10);
    const any = randomArray(new Random(1, 'kernel'), [3, 3]).data;
    const exact = Math.max(...jacobiSingularValues(any, 3, 3).map((sigma) => Math.abs(sigma ** 2 - 1)));
    expect(ort(any, [1, 2, 3])).toBeLessThanOrEqual(exact ** 2 + 1e-9);
  });

  it('clamp the norm of WEISSI at 1e-6', () => {
    const spec = linear(4, 10, [{ kind: 'weissi', lambdaNorm: 2, lambdaL1: 5 }]);
    const found = oracleLoss(spec, uniform, batch);
    expect(found.penalties['weissi']).toBeCloseTo(2 * Math.log(1e-6), 10);
    expect([...found.gradients['a/kernel']!].every(Number.isFinite)).toBe(true);
  });

  it('do not change under a shift of weight scales in WEISSI, but do in weight decay', () => {
    const { inputShape } = NETWORKS['dense after flatten']!;
    const layers: OracleLayer[] = [
      { kind: 'flatten', name: 'f' },
      { kind: 'dense', name: 'a', units: 5, activation: 'relu', useBias: false },
      { kind: 'dense', name: 'b', units: 3, useBias: false },
    ];
    const penalties: OraclePenalty[] = [
      { kind: 'weissi', lambdaNorm: 1, lambdaL1: 1 },
      { kind: 'weightDecay', lambda: 1 },
    ];
    const spec: OracleSpec = { inputShape, layers, loss: 'softmaxCrossEntropy', penalties };
    const before = randomWeights(layers, inputShape, 1);
    const after = randomWeights(layers, inputShape, 1);
    after['a/kernel']!.data.forEach((value, i, data) => (data[i] = value * 4));
    after['b/kernel']!.data.forEach((value, i, data) => (data[i] = value / 4));
    const [first, second] = [before, after].map((weights) =>
      oracleLoss(spec, weights, randomBatch(inputShape, 3, 5)),
    );
    expect(second!.taskLoss).toBe(first!.taskLoss);
    expect(second!.penalties['weissi']).toBeCloseTo(first!.penalties['weissi']!, 10);
    expect(second!.penalties['weightDecay']).not.toBeCloseTo(first!.penalties['weightDecay']!, 1);
  });
});

describe('the training of the oracle', () => {
  const spec = linear(4, 3, [{ kind: 'rr', lambda: 0.1 }]);
  const batch = randomBatch([4], 3, 6);

  it('moves every weight by the learning rate in the first step of Adam', () => {
    const weights = randomWeights(spec.layers, [4], 1);
    const { gradients } = oracleLoss(spec, weights, batch);
    const trained = oracleTrain(spec, weights, [batch], { learningRate: 0.01, steps: 1 });
    trained.weights['a/kernel']!.data.forEach((value, i) => {
      const moved = weights['a/kernel']!.data[i]! - value;
      expect(moved).toBeCloseTo(0.01 * Math.sign(gradients['a/kernel']![i]!), 6);
    });
  });

  it('reports the values before each update and leaves the given weights alone', () => {
    const weights = randomWeights(spec.layers, [4], 1);
    const copy = weights['a/kernel']!.data.slice();
    const { steps, weights: trained } = oracleTrain(spec, weights, [batch], {
      learningRate: 0.02,
      steps: 80,
    });
    expect(weights['a/kernel']!.data).toEqual(copy);
    expect(steps).toHaveLength(80);
    expect(steps[0]!.loss).toBe(oracleLoss(spec, weights, batch).loss);
    expect(oracleLoss(spec, trained, batch).loss).toBeLessThan(0.8 * steps[0]!.loss);
  });

  it('takes the batches in turn and the draws of each step', () => {
    const ort = linear(4, 3, [{ kind: 'ort', lambda: 1 }]);
    const asked: number[] = [];
    const other = { x: batch.x, y: { ...batch.y, data: Array.from(batch.y.data).reverse() } };
    const drawsForStep = (step: number): { a: number[] } => {
      asked.push(step);
      return { a: [1, step, -1] };
    };
    const weights = randomWeights(ort.layers, [4], 1);
    const options = { learningRate: 0, steps: 3, drawsForStep };
    const { steps } = oracleTrain(ort, weights, [batch, other], options);
    expect(asked).toEqual([0, 1, 2]);
    expect(steps[2]!.taskLoss).toBe(steps[0]!.taskLoss);
    expect(steps[1]!.taskLoss).not.toBe(steps[0]!.taskLoss);
    expect(steps[2]!.penalties['ort']).not.toBe(steps[0]!.penalties['ort']);
  });
});
