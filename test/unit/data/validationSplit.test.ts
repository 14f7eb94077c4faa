import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/data/dataset';
import { withValidation } from '../../../src/data/validationSplit';
import fc from '../support/properties';
import { errorOf, load } from './errors';

/** A data set whose sample i is [i, i] and whose factor is 10 i. */
function numbered(labels: readonly number[]): Dataset {
  const split = {
    count: labels.length,
    samples: Uint8Array.from({ length: 2 * labels.length }, (_, i) => i >> 1),
    labels: Int32Array.from(labels),
    factors: { tens: Float32Array.from(labels, (_, i) => 10 * i) },
  };
  return { shape: [1, 2, 1], classNames: ['a', 'b', 'c'], scale: 1, train: split, test: split };
}

describe('the validation split', () => {
  it('takes a share of the training samples, from every class alike', () => {
    const labels = Array.from({ length: 60 }, (_, i) => (i < 30 ? 0 : i < 50 ? 1 : 2));
    const { train, validation, test } = withValidation(numbered(labels), 0.2, 0);
    const held = Array.from(validation!.labels);
    expect([0, 1, 2].map((label) => held.filter((found) => found === label).length)).toEqual([6, 4, 2]);
    expect(train.count).toBe(48);
    expect(test.count).toBe(60);
  });

  it('holds every sample once, with its label and factors, in the order they had', () => {
    const data = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 60 });
    const share = fc.double({ min: 0.01, max: 0.49, noNaN: true });
    fc.assert(
      fc.property(data, share, fc.nat(9), (labels, part, seed) => {
        const { train, validation } = withValidation(numbered(labels), part, seed);
        expect(validation!.count).toBe(Math.max(1, Math.round(part * labels.length)));
        const seen: number[] = [];
        for (const split of [train, validation!]) {
          const ids = Array.from({ length: split.count }, (_, i) => split.samples[2 * i]!);
          expect(ids).toEqual(ids.toSorted((a, b) => a - b));
          expect(Array.from(split.labels)).toEqual(ids.map((i) => labels[i]));
          expect(Array.from(split.factors!['tens']!)).toEqual(ids.map((i) => 10 * i));
          seen.push(...ids);
        }
        expect(seen.toSorted((a, b) => a - b)).toEqual(labels.map((_, i) => i));
      }),
    );
  });

  it('is the same for the same seed and another for another', () => {
    const data = numbered(new Array(50).fill(0));
    const held = (seed: number) => withValidation(data, 0.2, seed).validation!.samples;
    expect(held(3)).toEqual(held(3));
    expect(held(3)).not.toEqual(held(4));
  });

  it('is absent for a share of 0, and one sample for a tiny share', () => {
    expect(withValidation(numbered([0, 1]), 0, 0).validation).toBeUndefined();
    expect(withValidation(numbered([0, 1]), 0.001, 0).validation!.count).toBe(1);
  });

  it('must leave something to train on', async () => {
    expect(await errorOf(() => withValidation(numbered([0]), 0.5, 0))).toMatch(
      /validation is 0.5, which takes 1 of 1 training samples/,
    );
    expect(await errorOf(() => withValidation(numbered([0, 1, 2]), 0.9, 0))).toMatch(/takes 3 of 3/);
  });

  it('is drawn from the data of every kind, and its factors come along', async () => {
    const digits = await load({ kind: 'digits', train: 100, test: 10, validation: 0.1 });
    expect(digits.train.count).toBe(90);
    expect(digits.validation!.factors!['rotation']).toHaveLength(10);
    expect(new Set(digits.validation!.labels).size).toBe(10);
    const peak = await load({ kind: 'peak', validation: 0.2 });
    expect(Array.from(peak.validation!.labels).filter((label) => label === 1)).toHaveLength(10);
  });
});
