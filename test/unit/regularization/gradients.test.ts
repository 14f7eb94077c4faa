import { describe, expect, it } from 'vitest';
import { gradientProgram, stepInputs } from '../../../src/training/stepProgram';
import { oracleLoss } from '../../oracle/racecarOracle';
import { engine, modelOf, randomBatch, stateOf, unusualWeights } from '../support/models';
import { NETWORKS } from '../support/networks';
import { relativeDifference } from '../support/numbers';
import { oracleDraws, oracleSpecOf, trainableWeights } from '../support/oracle';

/**
 * The oracle computes in float64 and is itself held against finite differences (test/unit/oracle), so agreement here
 * is agreement with those, without float32's noise in the differences.
 */
const TOLERANCE = 2e-5;

const REGULARIZATIONS: readonly object[] = [
  { mode: 'std' },
  { mode: 'std', weightDecay: 0.1 },
  { mode: 'ort', ort: { lambda: 0.3 } },
  { mode: 'rr', rr: { lambda: 0.05, reduction: 'sum' } },
  { mode: 'rr', rr: { lambda: 2, reduction: 'mean' } },
  { mode: 'rr-local', rr: { lambda: 0.05, reduction: 'sum' } },
  { mode: 'rr-local', rr: { lambda: 9 }, 'rr-local': { lambda: 2 } },
  { mode: 'weissi', weissi: { lambdaNorm: 0.1, lambdaL1: 0.01 } },
  { mode: 'rr+weissi', weightDecay: 0.01 },
  { mode: 'ort+rr-local+weissi' },
];

for (const [title, network] of Object.entries(NETWORKS)) {
  describe(title, () => {
    for (const regularization of REGULARIZATIONS) {
      it(`has the loss and gradients of the float64 formulas under ${JSON.stringify(regularization)}`, async () => {
        const model = modelOf({ ...network, regularization });
        const weights = unusualWeights(model, 1);
        const inputs = { ...randomBatch(model, 6, 2), ...stepInputs(model, 0, 10) };
        const session = await (await engine('cpu')).open(stateOf(model, weights));
        const found = await session.run(gradientProgram(model), inputs);
        session.close();
        const batch = { x: inputs.x!, y: inputs.y! };
        const expected = oracleLoss(
          oracleSpecOf(model),
          trainableWeights(model, weights),
          batch,
          oracleDraws(inputs),
        );
        expect(relativeDifference(found.loss!.data, [expected.loss])).toBeLessThan(TOLERANCE);
        expect(relativeDifference(found.taskLoss!.data, [expected.taskLoss])).toBeLessThan(TOLERANCE);
        for (const [name, penalty] of Object.entries(expected.penalties)) {
          expect(relativeDifference(found[`penalty/${name}`]!.data, [penalty])).toBeLessThan(TOLERANCE);
        }
        const largest = Math.max(
          ...Object.values(expected.gradients).flatMap((each) => [...each.map(Math.abs)]),
        );
        for (const [name, gradient] of Object.entries(expected.gradients)) {
          const differences = gradient.map((value, i) =>
            Math.abs(value - found[`gradient/${name}`]!.data[i]!),
          );
          // A bias before batch norm has no gradient but rounding, so entries count relative to all gradients.
          expect(Math.max(...differences) / largest, name).toBeLessThan(TOLERANCE);
        }
      });
    }
  });
}

it('weighs each rebuilt input with its own lambda', async () => {
  const model = modelOf({
    ...NETWORKS.convolutional!,
    regularization: { mode: 'rr', rr: { lambda: [0.5, 0, 2, 1], reduction: 'sum' } },
  });
  const weights = unusualWeights(model, 4);
  const inputs = { ...randomBatch(model, 4, 5), ...stepInputs(model, 0, 10) };
  const session = await (await engine('cpu')).open(stateOf(model, weights));
  const found = await session.run(gradientProgram(model), inputs);
  session.close();
  const expected = oracleLoss(oracleSpecOf(model), trainableWeights(model, weights), {
    x: inputs.x!,
    y: inputs.y!,
  });
  expect(found['penalty/rr']!.data[0]).toBeCloseTo(expected.penalties.rr!, 3);
});
