import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../../../src/comparison/difference';
import { pairedDifferences } from '../../../../src/comparison/statistics/rounding';
import { meanOf } from '../../../../src/comparison/statistics/summary';
import { pairedT } from '../../../../src/comparison/statistics/tTests';
import { wilcoxonSignedRank } from '../../../../src/comparison/statistics/wilcoxon';

/** Accuracies of a group and of its baseline, of 10,000 images each. */
function accuracies(baseline: readonly number[], more: readonly number[]): [number, number][] {
  return baseline.map((right, i) => [(right + more[i]!) / 10_000, right / 10_000]);
}

describe('what rounding makes of differences', () => {
  it('is no spread: one image more with every seed leaves chance no measure', () => {
    const pairs = accuracies([9712, 9730, 9745, 9701, 9688], [1, 1, 1, 1, 1]);
    expect(new Set(pairs.map(([a, b]) => a - b)).size).toBeGreaterThan(1);
    expect(pairedT(pairedDifferences(pairs))).toBeUndefined();
  });

  it('breaks no ties: ranks are those of the numbers of images', () => {
    const more = [1, -1, 1, 2, -2, 1];
    const pairs = accuracies([8654, 9308, 9531, 8189, 9152, 8301], more);
    expect(wilcoxonSignedRank(pairedDifferences(pairs))).toEqual(wilcoxonSignedRank(more));
    expect(wilcoxonSignedRank(more)!.p).toBe(0.78125);
  });

  it('is no difference, neither of a pair nor of means', () => {
    expect(pairedDifferences([[0.1 + 0.2, 0.3]])).toEqual([0]);
    const [mean, other] = [meanOf([0.89, 0.94, 0.89]), meanOf([0.99, 0.8, 0.93])];
    expect(mean).not.toBe(other);
    expect(differenceOf(mean, other, 'higher')).toEqual({ absolute: 0, relative: 0, verdict: 'same' });
  });

  it('is told from small differences that there are, also beside large ones', () => {
    expect(
      pairedDifferences([
        [3e-9, 1e-9],
        [5e5, 2e5],
        [1, 1 + 1e-9],
      ]),
    ).toEqual([expect.closeTo(2e-9, 15), 3e5, expect.closeTo(-1e-9, 15)]);
    expect(differenceOf(1 + 1e-9, 1, 'lower')).toMatchObject({ verdict: 'worse' });
  });
});
