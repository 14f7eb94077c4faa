import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { logGamma } from '../../../../src/comparison/statistics/gammaFunction';
import { holm } from '../../../../src/comparison/statistics/holm';
import { incompleteBeta } from '../../../../src/comparison/statistics/incompleteBeta';
import { twoSidedP, twoSidedQuantile } from '../../../../src/comparison/statistics/studentT';
import { summarize } from '../../../../src/comparison/statistics/summary';
import type { TTest } from '../../../../src/comparison/statistics/tTests';
import { pairedT, welchT } from '../../../../src/comparison/statistics/tTests';
import { wilcoxonSignedRank } from '../../../../src/comparison/statistics/wilcoxon';
import recorded from './scipyNumbers.json';

type Numbers = typeof recorded;

/** Relative, or absolute near zero. */
const TOLERANCE = 1e-10;

function expectClose(found: number | undefined, expected: number, what: string): void {
  const scale = Math.max(Math.abs(expected), 1e-12);
  expect(Math.abs(found! - expected) / scale, `${what}: ${found}, scipy ${expected}`).toBeLessThan(TOLERANCE);
}

function expectTest(found: TTest | undefined, expected: Numbers['paired'][number]): void {
  for (const key of ['t', 'df', 'p', 'effect'] as const) {
    expectClose(found?.[key], expected[key], `${expected.name}, ${key}`);
  }
  expectClose(found?.interval[0], expected.interval[0]!, `${expected.name}, low`);
  expectClose(found?.interval[1], expected.interval[1]!, `${expected.name}, high`);
}

/** Here, for some numbers of an independent implementation, is what ours makes of the same samples. */
function compare(numbers: Numbers): void {
  it('the gamma and the incomplete beta function', () => {
    for (const [x, expected] of numbers.logGamma) expectClose(logGamma(x!), expected!, `logGamma ${x}`);
    for (const [x, a, b, expected] of numbers.incompleteBeta) {
      expectClose(incompleteBeta(x!, a!, b!), expected!, `I_${x}(${a}, ${b})`);
    }
  });

  it("Student's t, its probabilities and its quantiles", () => {
    for (const [t, df, p] of numbers.studentT) expectClose(twoSidedP(t!, df!), p!, `p of t ${t}, df ${df}`);
    for (const [p, df, t] of numbers.quantile)
      expectClose(twoSidedQuantile(p!, df!), t!, `t of p ${p}, df ${df}`);
  });

  it('the paired t-test with its interval and its effect size', () => {
    for (const each of numbers.paired) {
      expectTest(pairedT(each.a.map((value, i) => value - each.b[i]!)), each);
    }
  });

  it("Welch's t-test with its interval and its effect size", () => {
    for (const each of numbers.welch) expectTest(welchT(each.a, each.b), each);
  });

  it("Wilcoxon's signed-rank test, also with ties", () => {
    for (const { name, differences, w, p } of numbers.signedRank) {
      const found = wilcoxonSignedRank(differences);
      expectClose(found?.w, w, `${name}, w`);
      expectClose(found?.p, p, `${name}, p`);
    }
  });

  it('mean and standard deviation, and the correction for several tests', () => {
    for (const { values, mean, sd } of numbers.summary) {
      expectClose(summarize(values)?.mean, mean, 'mean');
      expectClose(summarize(values)?.sd, sd, 'sd');
    }
    expect(holm(numbers.holm.ps)).toEqual(numbers.holm.adjusted.map((p) => expect.closeTo(p, 12) as number));
  });
}

describe('statistics agree with what scipy gave, to ten digits:', () => compare(recorded));

const script = path.join(__dirname, 'scipyNumbers.py');
const live = spawnSync('python3', [script], { encoding: 'utf8' });
const hasScipy = live.status === 0;

describe.runIf(hasScipy)('statistics agree with the scipy of this machine, to ten digits:', () => {
  compare(hasScipy ? (JSON.parse(live.stdout) as Numbers) : recorded);
});
