import { describe, expect, it } from 'vitest';
import { chooseFrom } from '../../../src/comparison/choice';
import type { RunOptions } from './support';
import { comparedRun } from './support';

const LAMBDA = 'regularization.rr.lambda';

function run(lambda: number, seed: number, options: RunOptions) {
  const config = { regularization: { mode: 'rr', rr: { lambda } }, training: { seed } };
  return comparedRun({ validation: 10, seed, config, ...options });
}

describe('the choice from a grid', () => {
  const runs = [
    run(1e-7, 0, { final: { validationAccuracy: 0.8, testAccuracy: 0.99, taskLoss: 0.1 } }),
    run(1e-7, 1, { final: { validationAccuracy: 0.8, testAccuracy: 0.99, taskLoss: 0.1 } }),
    run(1e-6, 0, { final: { validationAccuracy: 0.95, testAccuracy: 0.7, taskLoss: 0.4 } }),
    run(1e-6, 1, { final: { validationAccuracy: 0.85, testAccuracy: 0.8, taskLoss: 0.4 } }),
    run(1e-5, 0, { final: { validationAccuracy: 0.99, testAccuracy: 1 } }),
    run(1e-5, 1, { status: 'failed' }),
  ];

  it('is by the mean validation accuracy of complete combinations; test accuracy is reported', () => {
    const { by, modes } = chooseFrom(runs, [LAMBDA]);
    expect(by).toBe('validationAccuracy');
    expect(modes[0]!.candidates).toHaveLength(3);
    expect(modes[0]!.chosen).toMatchObject({
      group: { label: 'rr · lambda 1e-6' },
      score: { mean: expect.closeTo(0.9, 12) as number },
      test: { mean: expect.closeTo(0.75, 12) as number },
    });
  });

  it('is by the task loss of the training split without a validation split, never by test accuracy', () => {
    const without = runs.slice(0, 4).map((each) => ({
      ...each,
      facts: { ...each.facts, data: { ...each.facts.data, validation: 0 } },
    }));
    const { by, modes } = chooseFrom(without, [LAMBDA]);
    expect(by).toBe('taskLoss');
    expect(modes[0]!.chosen?.group.label).toBe('rr · lambda 1e-7');
  });

  it('is the first of equal ones, and names the others', () => {
    const equal = [1e-7, 1e-6, 1e-5].map((lambda) => run(lambda, 0, { final: { validationAccuracy: 1 } }));
    const worse = run(1e-4, 0, { final: { validationAccuracy: 0.5 } });
    const { chosen, asGood } = chooseFrom([...equal, worse], [LAMBDA]).modes[0]!;
    expect(chosen?.group.label).toBe('rr · lambda 1e-7');
    expect(asGood.map(({ group }) => group.label)).toEqual(['rr · lambda 1e-6', 'rr · lambda 1e-5']);
    expect(chooseFrom(runs, [LAMBDA]).modes[0]!.asGood).toEqual([]);
  });

  it('is none where nothing was carried through', () => {
    expect(chooseFrom([run(1e-6, 0, { status: 'stopped' })], [LAMBDA]).modes[0]!.chosen).toBeUndefined();
  });
});
