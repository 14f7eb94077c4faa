import { describe, expect, it } from 'vitest';
import { scheduleSchema } from '../../../src/config/training/schedule';
import { BatchPlan } from '../../../src/training/batches';
import { evenChunks } from '../../../src/training/sampleTensors';
import { scheduledRate } from '../../../src/training/schedule';

const rates = (options: object, steps: number) =>
  Array.from({ length: steps }, (_, step) => scheduledRate(scheduleSchema.parse(options), 1, step, steps));

describe('a learning-rate schedule', () => {
  it('stays constant', () => {
    expect(rates({ type: 'constant' }, 3)).toEqual([1, 1, 1]);
  });

  it('rises through the warm-up to the full rate', () => {
    expect(rates({ type: 'constant', warmup: 4 }, 6)).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
  });

  it('drops by a factor at equal intervals', () => {
    expect(rates({ type: 'step', every: 2, factor: 0.5 }, 5)).toEqual([1, 1, 0.5, 0.5, 0.25]);
  });

  it('follows half a cosine to its final share', () => {
    const all = rates({ type: 'cosine', final: 0.2 }, 100);
    expect(all[0]).toBe(1);
    expect(all[50]).toBeCloseTo(0.6, 10);
    expect(all[99]).toBeCloseTo(0.2, 3);
    expect(all).toEqual([...all].sort((a, b) => b - a));
  });
});

describe('the batches of an epoch', () => {
  it('hold every sample once, the last batch what is left', () => {
    const plan = new BatchPlan(10, 4, 7);
    const sizes = [0, 1, 2].map((step) => plan.indices(step).length);
    expect(sizes).toEqual([4, 4, 2]);
    const seen = [0, 1, 2].flatMap((step) => [...plan.indices(step)]);
    expect(seen.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('come in another order each epoch, and with another seed', () => {
    const order = (seed: number, epoch: number) => {
      const plan = new BatchPlan(50, 50 / 2, seed);
      return [...plan.indices(2 * epoch), ...plan.indices(2 * epoch + 1)].join();
    };
    expect(new Set([order(0, 0), order(0, 1), order(1, 0)]).size).toBe(3);
  });

  it('do not depend on which steps were asked for before', () => {
    const plan = new BatchPlan(10, 3, 1);
    plan.indices(9);
    expect([...plan.indices(2)]).toEqual([...new BatchPlan(10, 3, 1).indices(2)]);
  });
});

it('cuts a split into chunks of nearly equal size', () => {
  expect(evenChunks(10, 4).map((chunk) => [...chunk])).toEqual([
    [0, 1, 2],
    [3, 4, 5],
    [6, 7, 8, 9],
  ]);
});
