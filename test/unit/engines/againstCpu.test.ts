import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/training/model';
import { gradientProgram, stepInputs } from '../../../src/training/stepProgram';
import { TESTED_ENGINES } from '../support/engines';
import type { SmallModel } from '../support/models';
import { engine, modelOf, randomBatch, stateOf, unusualWeights } from '../support/models';
import { NETWORKS } from '../support/networks';
import { relativeDifference } from '../support/numbers';

const activation = fc.constantFrom('linear', 'relu', 'leakyRelu', 'tanh', 'sigmoid');
const mode = fc.constantFrom('std', 'ort', 'rr', 'rr-local', 'weissi', 'rr+weissi', 'ort+rr');
const common = { activation, batchNorm: fc.boolean(), useBias: fc.boolean() };
const small = fc.integer({ min: 1, max: 3 });
const conv = fc.record({
  type: fc.constant('conv2d'),
  filters: fc.integer({ min: 1, max: 6 }),
  kernelSize: fc.tuple(small, small),
  strides: fc.tuple(small, small),
  padding: fc.constantFrom('same', 'valid'),
  ...common,
});
const dense = fc.record({ type: fc.constant('dense'), units: fc.integer({ min: 2, max: 30 }), ...common });

const anyNetwork = fc.record({
  input: fc.tuple(
    fc.integer({ min: 3, max: 9 }),
    fc.integer({ min: 3, max: 9 }),
    fc.integer({ min: 1, max: 3 }),
  ),
  convolutions: fc.array(conv, { maxLength: 2 }),
  dense: fc.array(dense, { maxLength: 2 }),
  mode,
});

function build(drawn: {
  input: [number, number, number];
  convolutions: object[];
  dense: object[];
  mode: string;
}): Model | undefined {
  const network: SmallModel = {
    input: drawn.input,
    layers: [
      ...drawn.convolutions,
      { type: 'flatten' },
      ...drawn.dense,
      { type: 'dense', name: 'out', units: 3 },
    ],
    regularization: { mode: drawn.mode, weightDecay: 0.01 },
  };
  const model = modelOf(network);
  const parameters = model.plan.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  return model.plan.problems.length === 0 && parameters <= 10_000 ? model : undefined;
}

/** Every engine but the oracle itself. */
const OTHERS = TESTED_ENGINES.filter((name) => name !== 'cpu');

describe.each(OTHERS)('the engine %s', (name) => {
  it('has the loss and gradients of the cpu engine on random networks', async () => {
    const engines = [await engine('cpu'), await engine(name)];
    const property = fc.asyncProperty(anyNetwork, fc.nat(), async (drawn, seed) => {
      const model = build(drawn);
      fc.pre(model !== undefined);
      const state = stateOf(model, unusualWeights(model, seed));
      const inputs = { ...randomBatch(model, 5, seed), ...stepInputs(model, 0, 1) };
      const [cpu, other] = await Promise.all(
        engines.map(async (each) => {
          const session = await each.open(state);
          const values = await session.run(gradientProgram(model), inputs);
          session.close();
          return values;
        }),
      );
      const gradients = Object.keys(cpu!).filter((key) => key.startsWith('gradient/'));
      const largest = Math.max(...gradients.flatMap((key) => [...cpu![key]!.data.map(Math.abs)]));
      for (const [key, expected] of Object.entries(cpu!)) {
        const found = other![key]!.data;
        const isGradient = key.startsWith('gradient/');
        const scale = isGradient ? largest : Math.max(Math.abs(expected.data[0]!), 1e-3);
        for (let i = 0; i < found.length; i++) {
          expect(Math.abs(found[i]! - expected.data[i]!) / scale, key).toBeLessThan(1e-4);
        }
      }
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it.each([[[0, 1e-2, 1, 0.5]], [[1, 0, 0, 0.5]], [[0, 0, 0, 1]], [[0, 0, 0, 0]]])(
    'takes a lambda of zero anywhere: %j',
    async (lambda) => {
      const model = modelOf({
        ...NETWORKS.convolutional!,
        regularization: { mode: 'rr+weissi', rr: { lambda }, weissi: { lambdaNorm: 0, lambdaL1: 1e-3 } },
      });
      const state = stateOf(model, unusualWeights(model, 1));
      const inputs = { ...randomBatch(model, 4, 2), ...stepInputs(model, 0, 1) };
      const [cpu, other] = [await (await engine('cpu')).open(state), await (await engine(name)).open(state)];
      const expected = await cpu.run(gradientProgram(model), inputs);
      const found = await other.run(gradientProgram(model), inputs);
      cpu.close();
      other.close();
      const largest = Math.max(...Object.values(expected).flatMap(({ data }) => [...data.map(Math.abs)]));
      for (const [key, { data }] of Object.entries(expected)) {
        data.forEach((value, i) =>
          expect(Math.abs(found[key]!.data[i]! - value) / largest, key).toBeLessThan(1e-5),
        );
      }
    },
  );

  it('computes filter and input gradients of convolutions whose last rows meet no window', async () => {
    const model = modelOf({
      input: [8, 9, 2],
      layers: [
        { type: 'conv2d', name: 'a', filters: 3, kernelSize: 2, strides: 3 },
        { type: 'conv2d', name: 'b', filters: 4, kernelSize: 1, strides: 2, padding: 'same' },
        { type: 'flatten' },
        { type: 'dense', units: 3 },
      ],
      regularization: { mode: 'rr' },
    });
    const state = stateOf(model, unusualWeights(model, 1));
    const inputs = { ...randomBatch(model, 3, 2), ...stepInputs(model, 0, 1) };
    const [cpu, other] = [await (await engine('cpu')).open(state), await (await engine(name)).open(state)];
    const expected = await cpu.run(gradientProgram(model), inputs);
    const found = await other.run(gradientProgram(model), inputs);
    for (const key of Object.keys(expected)) {
      expect(relativeDifference(found[key]!.data, expected[key]!.data), key).toBeLessThan(1e-4);
    }
    cpu.close();
    other.close();
  });
});
