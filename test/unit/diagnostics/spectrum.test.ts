import { describe, expect, it } from 'vitest';
import {
  conditionNumber,
  effectiveRank,
  frobeniusNorm,
  orthogonalityError,
  srip,
  stableRank,
} from '../../../src/diagnostics/spectrum';
import { svd } from '../../../src/diagnostics/svd/index';
import fc from '../support/properties';
import { makeMatrix } from './matrices';

const spectra = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 20 });

describe('numbers that sum up a spectrum', () => {
  it('counts equal singular values as that many ranks', () => {
    expect(stableRank([2, 2, 2, 0])).toBeCloseTo(3, 12);
    expect(effectiveRank([2, 2, 2, 0])).toBeCloseTo(3, 12);
  });

  it('gives a zero matrix rank 0', () => {
    expect(stableRank([0, 0])).toBe(0);
    expect(effectiveRank([0, 0])).toBe(0);
    expect(frobeniusNorm([0, 0])).toBe(0);
  });

  it('keeps both ranks between 1 and the number of values, whatever the scale', () => {
    fc.assert(
      fc.property(spectra, fc.constantFrom(1e-200, 1, 1e200), (s, scale) => {
        const scaled = s.map((sigma) => sigma * scale);
        for (const rank of [stableRank, effectiveRank]) {
          expect(rank(scaled)).toBeGreaterThanOrEqual(1 - 1e-12);
          expect(rank(scaled)).toBeLessThanOrEqual(s.length + 1e-9);
          expect(rank(scaled)).toBeCloseTo(rank(s), 9);
        }
      }),
    );
  });

  it('knows the entropy of two unequal values', () => {
    const entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
    expect(effectiveRank([3, 1])).toBeCloseTo(Math.exp(entropy), 12);
    expect(stableRank([3, 1])).toBeCloseTo(10 / 9, 12);
  });

  it('calls a singular matrix infinitely badly conditioned', () => {
    expect(conditionNumber([4, 2])).toBe(2);
    expect(conditionNumber([4, 0])).toBe(Infinity);
  });

  it.each([
    [9, 5],
    [5, 9],
    [6, 6],
  ])('measures orthogonality and norm of a %ix%i kernel as its entries do', (rows, columns) => {
    const { values } = makeMatrix('random', rows, columns, 3);
    const { s } = svd(values, rows, columns);
    const gram = smallerGram(values, rows, columns);
    const departure = gram.flatMap((row, i) => row.map((value, j) => value - (i === j ? 1 : 0)));
    expect(orthogonalityError(s, rows, columns)).toBeCloseTo(sumOfSquares(departure), 9);
    expect(frobeniusNorm(s)).toBeCloseTo(Math.sqrt(sumOfSquares([...values])), 12);
    expect(srip(s)).toBeCloseTo(svd(departure, gram.length, gram.length).s[0]!, 10);
  });

  it('finds nothing wrong with an orthogonal kernel', () => {
    expect(orthogonalityError([1, 1], 2, 7)).toBe(0);
    expect(srip([1, 1])).toBe(0);
  });

  it('refuses a spectrum that is not complete', () => {
    expect(() => orthogonalityError([1, 1], 3, 7)).toThrow(/3 x 7/);
    expect(() => stableRank([])).toThrow(/at least one/);
  });
});

function smallerGram(values: Float64Array, rows: number, columns: number): number[][] {
  const tall = rows >= columns;
  const size = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const at = (long: number, short: number): number =>
    values[tall ? long * columns + short : short * columns + long]!;
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => {
      let sum = 0;
      for (let t = 0; t < length; t++) sum += at(t, i) * at(t, j);
      return sum;
    }),
  );
}

function sumOfSquares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
