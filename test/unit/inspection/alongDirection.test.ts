import { describe, expect, it } from 'vitest';
import { AlongDirection } from '../../../src/inspection/samples/alongDirection';
import fc from '../support/properties';

const unit = (values: readonly number[]) => {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
};
const cosineOf = (a: ArrayLike<number>, u: ArrayLike<number>) => {
  const values = Array.from(a);
  const product = values.reduce((sum, value, i) => sum + value * u[i]!, 0);
  return product / Math.hypot(...values);
};
const number = fc.integer({ min: -9, max: 9 });
const isZero = (values: readonly number[]) => values.every((value) => value === 0);

describe('what lies along a direction', () => {
  it('are the samples with the largest |cosine|, either way, and the means of the classes', () => {
    const sample = fc.record({ label: fc.nat(2), values: fc.array(number, { minLength: 3, maxLength: 3 }) });
    const direction = fc.array(number, { minLength: 3, maxLength: 3 }).filter((values) => !isZero(values));
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 20 }), direction, (samples, values) => {
        const u = unit(values);
        const along = new AlongDirection(u, { shape: [3] }, 4);
        samples.forEach((each, i) => along.add(i, each.label, Float32Array.from(each.values)));
        const { nearest, means, samples: count } = along.reply((i) => Float32Array.of(i));
        const cosines = samples
          .filter((each) => !isZero(each.values))
          .map((each) => Math.abs(cosineOf(each.values, u)))
          .sort((a, b) => b - a);
        expect(count).toBe(samples.length);
        expect(nearest.length).toBe(Math.min(4, cosines.length));
        nearest.forEach(({ cosine, index, image, values: stored }, i) => {
          expect(Math.abs(cosine)).toBeCloseTo(cosines[i]!, 5);
          expect(cosine).toBeCloseTo(cosineOf(samples[index]!.values, u), 5);
          expect([...new Float32Array(stored)]).toEqual(samples[index]!.values.map((value) => value + 0));
          expect(new Float32Array(image)[0]).toBe(index);
        });
        for (const { label, samples: members, values: mean } of means) {
          const own = samples.filter((each) => each.label === label);
          expect(members).toBe(own.length);
          const expected = [0, 1, 2].map(
            (i) => own.reduce((sum, each) => sum + each.values[i]!, 0) / own.length,
          );
          new Float32Array(mean).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
        }
      }),
    );
  });

  it('is of a convolution its best patch, and the mean of all patches', () => {
    const geometry = { kernel: [1, 2], strides: [1, 1], padding: 'valid' } as const;
    const along = new AlongDirection(unit([1, -1]), { shape: [1, 4, 1], geometry }, 1);
    along.add(0, 0, Float32Array.of(1, 1, 4, 0));
    const { nearest, means, arePatches, energy } = along.reply(() => new Float32Array(4));
    expect(arePatches).toBe(true);
    expect([...new Float32Array(nearest[0]!.values)]).toEqual([4, 0]);
    expect(nearest[0]!.projection).toBeCloseTo(4 / Math.SQRT2, 5);
    new Float32Array(means[0]!.values).forEach((value, i) => expect(value).toBeCloseTo([2, 5 / 3][i]!, 5));
    // (1, 1), (1, 4) and (4, 0): 0, 9/2 and 8 of 2, 17 and 16.
    expect(energy).toBeCloseTo(12.5 / 35, 5);
  });

  it('is nothing of samples that are all zero', () => {
    const along = new AlongDirection(unit([1, 1]), { shape: [2] }, 4);
    along.add(0, 1, new Float32Array(2));
    const { nearest, means, energy } = along.reply(() => new Float32Array(2));
    expect(nearest).toEqual([]);
    expect(means[0]!.cosine).toBeNaN();
    expect(energy).toBe(0);
  });
});
