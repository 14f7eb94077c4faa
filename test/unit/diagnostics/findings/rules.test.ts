import { describe, expect, it } from 'vitest';
import { findingsOf, RULES } from '../../../../src/diagnostics/findings';
import { inEnglish } from '../../../../src/diagnostics/findings/finding';
import type { RunEvidence } from '../../../../src/diagnostics/findings/runEvidence';
import { course, falling, runOf } from './evidence';

const told = (run: RunEvidence) =>
  findingsOf(run).map(({ rule, message, path }) => `${rule}: ${inEnglish(message)} (${path.join('.')})`);
const rules = (run: RunEvidence) => findingsOf(run).map(({ rule }) => rule);

describe('a healthy run', () => {
  it('has no findings', () => {
    expect(told(runOf({}))).toEqual([]);
  });

  it('has none before anything was logged', () => {
    const none = { step: [], taskLoss: [], loss: [], trainAccuracy: [], testAccuracy: [], learningRate: [] };
    expect(told(runOf({ columns: none, step: 0, hasEnded: false }))).toEqual([]);
    expect(told({ ...runOf({}), column: () => undefined })).toEqual([]);
  });

  it('has none in any of the modes while its penalty falls and its layers learn to rebuild', () => {
    for (const name of ['rr', 'rr-local', 'ort', 'weissi']) {
      const metrics = {
        hidden: {
          reverseErrorFull: falling(1, 0.6),
          reverseErrorLocal: falling(1, 0.6),
          orthogonalityError: falling(127, 13),
          stableRank: falling(67, 30),
          topDataEnergy: falling(0.004, 0.1),
        },
        output: {
          reverseErrorFull: falling(1.2, 0.3),
          reverseErrorLocal: falling(1.2, 0.3),
          orthogonalityError: falling(2.6, 0.2),
          stableRank: falling(1.9, 1.6),
          topDataEnergy: falling(0.01, 0.3),
        },
      };
      expect(
        told(runOf({ regularizers: [name], penalties: { [name]: falling(0.37, 0.01) }, metrics })),
      ).toEqual([]);
    }
  });

  it('has none for the noise of its batches', () => {
    let state = 1;
    const noise = () => ((state = (state * 48271) % 2147483647) / 2147483647 - 0.5) * 0.4;
    const noisy = falling(0.76, 0.3).map((value) => value + noise());
    expect(told(runOf({ columns: { loss: noisy, taskLoss: noisy } }))).toEqual([]);
  });

  it('has none for a schedule that ends at a rate of zero', () => {
    const taskLoss = falling(0.76, 0.3, 30);
    const columns = { taskLoss, trainAccuracy: [0.8], learningRate: course((t) => 1e-3 * (1 - t)) };
    expect(told(runOf({ columns }))).toEqual([]);
  });
});

describe('data-energy', () => {
  const metrics = { hidden: { topDataEnergy: [0.004, NaN, 0.3573], stableRank: [67, NaN, 1.83] } };

  it('tells of a kernel turned towards one direction of the data, with the newest measured numbers', () => {
    expect(told(runOf({ metrics }))).toEqual([
      "data-energy: hidden: 36 % of the data's energy in one direction; stable rank 1.83 of 128 (network.layers.1)",
    ]);
  });

  it('says nothing where the weight is spread over many directions, or the layer has few', () => {
    expect(rules(runOf({ metrics: { hidden: { topDataEnergy: [0.4], stableRank: [40] } } }))).toEqual([]);
    expect(rules(runOf({ metrics: { output: { topDataEnergy: [0.4], stableRank: [1.1] } } }))).toEqual([]);
  });
});

describe('rank-collapse', () => {
  it('warns where the training has left one direction that the data have little of', () => {
    const metrics = { hidden: { topDataEnergy: [0.004, 0.03], stableRank: [67, 1.8] } };
    expect(told(runOf({ metrics }))).toEqual([
      "rank-collapse: hidden: stable rank fell from 67 to 1.8 of 128, with 3 % of the data's energy at most in one direction (network.layers.1)",
    ]);
  });

  it('says nothing of a kernel that began so', () => {
    const metrics = { hidden: { topDataEnergy: [0.004, 0.03], stableRank: [2, 1.8] } };
    expect(rules(runOf({ metrics }))).toEqual([]);
  });
});

describe('reverse-path', () => {
  const layers = [
    { name: 'conv1', type: 'conv2d', hasKernel: true, kernelShape: [3, 3, 1, 8] },
    { name: 'pool1', type: 'maxPool2d', hasKernel: false },
    { name: 'conv2', type: 'conv2d', hasKernel: true, kernelShape: [3, 3, 8, 8] },
    { name: 'flatten1', type: 'flatten', hasKernel: false },
    { name: 'output', type: 'dense', hasKernel: true, kernelShape: [128, 10] },
  ];
  const errors = (conv1: number, conv2: number, output: number) => ({
    conv1: { reverseErrorFull: falling(1, conv1) },
    conv2: { reverseErrorFull: falling(1, conv2) },
    output: { reverseErrorFull: falling(1, output) },
  });
  const penalties = { rr: falling(5, 1) };

  it('names the layer at which the error jumps, with the layers without weights that it is rebuilt through', () => {
    const run = runOf({ regularizers: ['rr'], penalties, layers, metrics: errors(1, 0.98, 0.2) });
    expect(told(run)).toEqual([
      'reverse-path: reverse path broken at conv2 (pool1): relative error 0.202 above it, 0.98 at its input (network.layers.2)',
    ]);
  });

  it('says nothing where the error grows little by little, nor where no reverse penalty was trained', () => {
    expect(rules(runOf({ regularizers: ['rr'], penalties, layers, metrics: errors(0.7, 0.5, 0.3) }))).toEqual(
      [],
    );
    expect(rules(runOf({ layers, metrics: errors(1, 0.98, 0.2) }))).toEqual([]);
  });

  it('says nothing of the first half of a training', () => {
    const run = runOf({ regularizers: ['rr'], penalties, layers, metrics: errors(1, 0.98, 0.2) });
    expect(rules({ ...run, hasEnded: false, step: 300 })).toEqual([]);
  });
});

describe('reverse-unlearned', () => {
  const metrics = {
    hidden: { reverseErrorFull: falling(1, 0.999) },
    output: { reverseErrorFull: falling(0.99, 0.98) },
  };
  const penalties = { rr: falling(0.1, 0.09) };

  it('warns where a whole training with the penalty has moved no error', () => {
    expect(told(runOf({ regularizers: ['rr'], penalties, metrics }))).toEqual([
      'reverse-unlearned: no layer rebuilds its input: relative error 0.98 at best, 0.989 at the start (regularization.rr.lambda)',
    ]);
  });

  it('warns where errors have fallen and are those of empty pictures still', () => {
    const fallen = { ...metrics, hidden: { reverseErrorFull: falling(7, 2) } };
    const [finding] = findingsOf(runOf({ regularizers: ['rr'], penalties, metrics: fallen }));
    expect(finding!.rule).toBe('reverse-unlearned');
    expect(inEnglish(finding!.reason)).toMatch('has lowered errors, not far enough');
  });

  it('says nothing of one that was stopped, or rebuilds at one layer', () => {
    expect(rules(runOf({ regularizers: ['rr'], penalties, metrics, step: 500 }))).toEqual([]);
    const learns = { ...metrics, hidden: { reverseErrorFull: falling(1, 0.9) } };
    expect(rules(runOf({ regularizers: ['rr'], penalties, metrics: learns }))).toEqual([]);
  });
});

describe('loss-flat', () => {
  const floor = Math.log(Math.E + 9) - 1;

  it('finds the saturated softmax by the loss that its accuracy implies', () => {
    const taskLoss = course((t) => (t < 0.5 ? 2.4 - t : floor + 0.25));
    const run = runOf({
      classCount: 10,
      loss: 'softmaxCrossEntropyTwice',
      columns: { taskLoss, trainAccuracy: [0.75] },
    });
    const [finding] = findingsOf(run);
    expect(inEnglish(finding!.message)).toMatch(
      /^task loss is flat at 1\.71 since step 5\d\d, training accuracy 75 %$/,
    );
    expect(inEnglish(finding!.reason)).toMatch(/^Saturated softmax/);
    expect(finding!.path).toEqual(['training', 'loss']);
  });

  it('finds guessing by the logarithm of the number of classes', () => {
    const columns = { taskLoss: course(() => Math.log(10)), trainAccuracy: [0.11] };
    const [finding] = findingsOf(runOf({ classCount: 10, columns }));
    expect(inEnglish(finding!.reason)).toMatch(/^The loss is that of guessing among 10 classes/);
  });

  it('tells of a training that has come to rest below 95 %', () => {
    expect(rules(runOf({ columns: { taskLoss: falling(0.76, 0.4, 40), trainAccuracy: [0.8] } }))).toEqual([
      'loss-flat',
    ]);
  });

  it('says nothing of one that is learned, still moves, or whose accuracy is not known', () => {
    const flat = falling(0.76, 0.01, 40);
    expect(rules(runOf({ columns: { taskLoss: flat, trainAccuracy: [0.99] } }))).toEqual([]);
    expect(rules(runOf({ columns: { taskLoss: falling(0.76, 0.3, 2), trainAccuracy: [0.8] } }))).toEqual([]);
    expect(rules(runOf({ columns: { taskLoss: flat, trainAccuracy: [NaN] } }))).toEqual([]);
  });
});

describe('penalty-dominates', () => {
  const penalties = { rr: falling(230, 150) };

  it('warns where the task has not been learned beside a penalty of many times its loss', () => {
    const columns = { taskLoss: course((t) => 0.7 + 0.02 * Math.sin(40 * t)), trainAccuracy: [0.55] };
    expect(told(runOf({ regularizers: ['rr'], penalties, columns }))).toEqual([
      expect.stringMatching(
        /^penalty-dominates: penalty rr is \d+ times the task loss, .* \(regularization\.rr\.lambda\)$/,
      ),
    ]);
  });

  it("says nothing of a large penalty beside a task that is learned, such as the paper's own", () => {
    expect(rules(runOf({ regularizers: ['rr'], penalties }))).toEqual([]);
  });
});

describe('penalty-vanishes', () => {
  it('tells of a penalty that never mattered', () => {
    const run = runOf({ regularizers: ['rr'], penalties: { rr: course(() => 1e-6) } });
    expect(told(run)).toEqual([
      expect.stringMatching(/^penalty-vanishes: penalty rr was never more than 0\.00\d+ % of the task loss/),
    ]);
  });

  it('says nothing of one that was brought down', () => {
    expect(rules(runOf({ regularizers: ['ort'], penalties: { ort: falling(0.3, 1e-7, 20) } }))).toEqual([]);
  });
});

describe('overfitting', () => {
  it('warns of a gap to the validation split, where there is one', () => {
    const columns = { trainAccuracy: [0.998], validationAccuracy: [0.841], testAccuracy: [0.99] };
    const samples = { train: 1000, validation: 200, test: 500 };
    expect(told(runOf({ columns, samples }))).toEqual([
      'overfitting: overfitting: training accuracy 99.8 %, validation accuracy 84 % (regularization)',
    ]);
  });

  it('says nothing where so few samples were held out that the gap may be chance', () => {
    const columns = { trainAccuracy: [1], testAccuracy: [0.8] };
    const samples = { train: 1000, validation: 0, test: 20 };
    expect(rules(runOf({ columns, samples }))).toEqual([]);
    expect(rules(runOf({ columns, samples: { ...samples, test: 500 } }))).toEqual(['overfitting']);
  });
});

describe('divergence', () => {
  it('names the step at which the loss was not finite, or at which the training failed for it', () => {
    const loss = [0.7, 2, 50, Infinity];
    expect(told(runOf({ columns: { step: [0, 10, 20, 30], loss } }))).toEqual([
      'divergence: the loss or a weight is not a finite number at step 30 (training.optimizer.learningRate)',
    ]);
    expect(findingsOf(runOf({ divergedAt: 17 }))[0]).toMatchObject({ rule: 'divergence', step: 17 });
  });

  it('tells of a task loss that has grown to several times its start', () => {
    expect(rules(runOf({ columns: { taskLoss: course((t) => 0.7 * Math.exp(4 * t)) } }))).toEqual([
      'divergence',
    ]);
  });
});

describe('orthogonal', () => {
  const metrics = {
    hidden: { orthogonalityError: falling(127, 0.001, 40) },
    output: { orthogonalityError: falling(2.6, 1e-6, 40) },
  };
  const penalties = { ort: falling(0.37, 1e-6, 40) };

  it('tells that the penalty has reached its goal, by the kernel that is the farthest', () => {
    expect(told(runOf({ regularizers: ['ort'], penalties, metrics }))).toEqual([
      'orthogonal: every kernel is orthonormal to 0.28 % (root mean square of σ² − 1; hidden is the farthest) (regularization.ort)',
    ]);
  });

  it('says nothing in other modes, of kernels that began so, or of one that is not there yet', () => {
    expect(rules(runOf({ metrics }))).toEqual([]);
    const began = {
      hidden: { orthogonalityError: [1e-4, 1e-4] },
      output: { orthogonalityError: [1e-5, 1e-5] },
    };
    expect(rules(runOf({ regularizers: ['ort'], penalties, metrics: began }))).toEqual([]);
    const almost = { ...metrics, hidden: { orthogonalityError: falling(127, 13) } };
    expect(rules(runOf({ regularizers: ['ort'], penalties, metrics: almost }))).toEqual([]);
  });
});

describe('oscillation', () => {
  const loss = course((t) => 0.5 + 0.2 * Math.cos(99 * Math.PI * t));

  it('warns where the loss of the whole training set goes up and down', () => {
    expect(told(runOf({ batchSize: 1000, columns: { loss } }))).toEqual([
      expect.stringMatching(/^oscillation: the loss rose at \d\d % of the logged steps, by 133 % \(median\)/),
    ]);
  });

  it('says nothing of batches, of dropout, or of a smooth course', () => {
    expect(rules(runOf({ columns: { loss } }))).toEqual([]);
    const layers = [{ name: 'dropout1', type: 'dropout', hasKernel: false }];
    expect(rules(runOf({ batchSize: 1000, layers, columns: { loss } }))).toEqual([]);
    expect(rules(runOf({ batchSize: 1000 }))).toEqual([]);
  });
});

it('tells warnings before what is worth knowing', () => {
  const run = runOf({
    columns: { trainAccuracy: [1], testAccuracy: [0.6] },
    metrics: { hidden: { topDataEnergy: [0.4], stableRank: [1.8] } },
  });
  expect(findingsOf(run).map(({ severity }) => severity)).toEqual(['warning', 'information']);
  expect(RULES.length).toBe(11);
});
