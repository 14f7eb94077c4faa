import { describe, expect, it } from 'vitest';
import type { HostTensors } from '../../../src/network/hostTensor';
import { probeProgram } from '../../../src/training/evaluationPrograms';
import type { Model } from '../../../src/training/model';
import { lossProgram } from '../../../src/training/stepProgram';
import { engine, modelOf, randomBatch, unusualWeights } from '../support/models';
import { relativeDifference } from '../support/numbers';

const LAYERS = [
  { type: 'conv2d', name: 'a', filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' },
  { type: 'flatten' },
  { type: 'dense', name: 'b', units: 10, activation: 'leakyRelu' },
  { type: 'dense', name: 'c', units: 8, activation: 'relu' },
  { type: 'dense', name: 'd', units: 3 },
];

function model(mode: string): Model {
  return modelOf({
    input: [6, 6, 1],
    layers: LAYERS,
    regularization: { mode, weissi: { lambdaNorm: 1, lambdaL1: 0.01 }, weightDecay: mode === 'std' ? 1 : 0 },
  });
}

/** W_l = g_l W'_l and b'_l = b_l / prod_{k <= l} g_k: the same function, weighed otherwise. */
function shift(weights: HostTensors, factors: Readonly<Record<string, number>>): HostTensors {
  const shifted: Record<string, HostTensors[string]> = {};
  let product = 1;
  for (const [layer, factor] of Object.entries(factors)) {
    product *= factor;
    for (const [name, by] of [
      ['kernel', factor],
      ['bias', product],
    ] as const) {
      const { shape, data } = weights[`${layer}/${name}`]!;
      shifted[`${layer}/${name}`] = { shape, data: data.map((value) => value / by) };
    }
  }
  return shifted;
}

async function outputAndPenalty(mode: string, weights: HostTensors) {
  const subject = model(mode);
  const session = await (await engine('cpu')).open(weights);
  const batch = randomBatch(subject, 5, 1);
  const { 'd/activation': output } = await session.run(probeProgram(subject, 5), { x: batch.x! });
  const losses = await session.run(lossProgram(subject), batch);
  session.close();
  return { output: output!.data, penalty: (losses['penalty/weissi'] ?? losses['penalty/weightDecay'])!.data };
}

describe('WEISSI under a shift of weight scale between layers', () => {
  const weights = unusualWeights(model('weissi'), 3);

  it('changes neither the output nor the penalty beyond rounding', async () => {
    const before = await outputAndPenalty('weissi', weights);
    const after = await outputAndPenalty(
      'weissi',
      shift(weights, { a: 0.3, b: 7, c: 1.9, d: 1 / (0.3 * 7 * 1.9) }),
    );
    expect(relativeDifference(after.output, before.output)).toBeLessThan(1e-5);
    expect(relativeDifference(after.penalty, before.penalty)).toBeLessThan(1e-5);
  });

  it('changes neither by a single bit when the factors are powers of two', async () => {
    const before = await outputAndPenalty('weissi', weights);
    const after = await outputAndPenalty('weissi', shift(weights, { a: 0.25, b: 16, c: 0.5, d: 0.5 }));
    expect(after.output).toEqual(before.output);
    expect(after.penalty).toEqual(before.penalty);
  });

  it('differs in that from weight decay', async () => {
    const before = await outputAndPenalty('std', weights);
    const after = await outputAndPenalty('std', shift(weights, { a: 0.25, b: 16, c: 0.5, d: 0.5 }));
    expect(relativeDifference(after.penalty, before.penalty)).toBeGreaterThan(0.5);
  });
});
