import { describe, expect, it } from 'vitest';
import { smooth } from '../../../webview/charts/smooth';
import fc from '../support/properties';

const weight = fc.double({ min: 0, max: 0.999, noNaN: true });
const values = fc
  .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 100 })
  .map((each) => Float64Array.from(each));

describe('smoothing', () => {
  it('is the weighted mean of all values so far', () => {
    fc.assert(
      fc.property(values, weight, (y, w) => {
        const smoothed = smooth(y, w);
        y.forEach((_, i) => {
          let [sum, weights] = [0, 0];
          for (let j = 0; j <= i; j++) {
            sum += w ** (i - j) * y[j]!;
            weights += w ** (i - j);
          }
          expect(smoothed[i]).toBeCloseTo(sum / weights, 5);
        });
      }),
    );
  });

  it('begins with the first value and leaves a constant as it is, to its last bit', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), weight, (constant, w) => {
        const smoothed = smooth(new Float64Array(500).fill(constant), w);
        expect(smoothed.every((value) => value === constant)).toBe(true);
      }),
    );
  });

  it('does nothing at 0, and never flattens a line to nothing', () => {
    const y = Float64Array.of(3, 1, 4, 1, 5);
    expect([...smooth(y, 0)]).toEqual([...y]);
    expect(smooth(y, 1).at(-1)).toBeGreaterThan(2);
  });

  it('depends on what came before only, so that a run that goes on does not change what was drawn', () => {
    fc.assert(
      fc.property(values, weight, (y, w) => {
        const half = y.slice(0, Math.ceil(y.length / 2));
        expect([...smooth(half, w)]).toEqual([...smooth(y, w).slice(0, half.length)]);
      }),
    );
  });

  it('passes over what was not measured or is not finite', () => {
    const smoothed = smooth(Float64Array.of(1, NaN, Infinity, 3), 0.5);
    expect([...smoothed.subarray(0, 3)]).toEqual([1, NaN, Infinity]);
    expect(smoothed[3]).toBeCloseTo(7 / 3, 12);
  });
});
