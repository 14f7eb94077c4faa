import { describe, expect, it } from 'vitest';
import { holm } from '../../../../src/comparison/statistics/holm';
import { twoSidedP, twoSidedQuantile } from '../../../../src/comparison/statistics/studentT';
import { summarize } from '../../../../src/comparison/statistics/summary';
import { pairedT, welchT } from '../../../../src/comparison/statistics/tTests';
import { wilcoxonSignedRank } from '../../../../src/comparison/statistics/wilcoxon';
import fc from '../../support/properties';

describe('tests of few or equal values', () => {
  it('say nothing of fewer than two values', () => {
    expect(pairedT([0.1])).toBeUndefined();
    expect(welchT([1], [2, 3])).toBeUndefined();
    expect(summarize([])).toBeUndefined();
    expect(summarize([2])).toEqual({ n: 1, mean: 2, min: 2, max: 2 });
  });

  it('say nothing where nothing varies, also when rounding makes it seem so', () => {
    expect(pairedT([0.3, 0.1 + 0.2, 0.3])).toBeUndefined();
    expect(welchT([1, 1], [2, 2])).toBeUndefined();
    expect(wilcoxonSignedRank([0, 0])).toBeUndefined();
  });

  it('cannot find three seeds significant by ranks: the least p is 1/4', () => {
    expect(wilcoxonSignedRank([1, 2, 3])?.p).toBe(0.25);
  });
});

describe("Student's t", () => {
  const df = fc.double({ min: 1, max: 500, noNaN: true });

  it('has quantiles that lead back to their probability', () => {
    fc.assert(
      fc.property(df, fc.double({ min: 1e-6, max: 0.999, noNaN: true }), (freedom, p) => {
        expect(twoSidedP(twoSidedQuantile(p, freedom), freedom)).toBeCloseTo(p, 12);
      }),
    );
  });

  it('is less likely the farther out', () => {
    const distance = fc.double({ min: 0, max: 30, noNaN: true });
    fc.assert(
      fc.property(df, distance, distance, (freedom, a, b) => {
        const [near, far] = a < b ? [a, b] : [b, a];
        expect(twoSidedP(far, freedom)).toBeLessThanOrEqual(twoSidedP(near, freedom) + 1e-15);
      }),
    );
  });
});

describe('tests do not depend on units or on the order of the samples', () => {
  const sample = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 12 });

  it('t and Wilcoxon keep their p when every difference is scaled', () => {
    fc.assert(
      fc.property(sample, (values) => {
        const scaled = values.map((value) => value * 2 ** -7);
        expect(pairedT(scaled)?.p).toEqual(pairedT(values)?.p);
        expect(wilcoxonSignedRank(scaled)).toEqual(wilcoxonSignedRank(values));
      }),
    );
  });

  it('Welch with the samples swapped has the opposite difference and the same p', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [one, other] = [welchT(a, b), welchT(b, a)];
        expect(other?.p ?? 1).toBeCloseTo(one?.p ?? 1, 12);
        if (one !== undefined) expect(other!.difference).toBeCloseTo(-one.difference, 9);
      }),
    );
  });

  it('adjusted p-values are no smaller and in the same order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }), (ps) => {
        const adjusted = holm(ps);
        ps.forEach((p, i) => expect(adjusted[i]!).toBeGreaterThanOrEqual(p));
        const order = ps.map((_, i) => i).sort((a, b) => ps[a]! - ps[b]!);
        for (let i = 1; i < order.length; i++) {
          expect(adjusted[order[i]!]!).toBeGreaterThanOrEqual(adjusted[order[i - 1]!]!);
        }
      }),
    );
  });
});
