import { describe, expect, it } from 'vitest';
import { gradientProgram, stepInputs } from '../../../src/training/stepProgram';
import { TESTED_ENGINES } from '../support/engines';
import { engine, modelOf, randomBatch, stateOf, unusualWeights } from '../support/models';
import { NETWORKS } from '../support/networks';
import { relativeDifference } from '../support/numbers';
import fc from '../support/properties';
import { anyNetwork, expectSameGradients, modelOfDrawn } from '../support/randomNetworks';

/** Every engine but the oracle itself. */
const OTHERS = TESTED_ENGINES.filter((name) => name !== 'cpu');

describe.each(OTHERS)('the engine %s', (name) => {
  it('has the loss and gradients of the cpu engine on random networks', async () => {
    const engines = [await engine('cpu'), await engine(name)];
    const property = fc.asyncProperty(anyNetwork, fc.nat(), async (drawn, seed) => {
      const model = modelOfDrawn(drawn);
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
      expectSameGradients(other!, cpu!);
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
