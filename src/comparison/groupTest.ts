import type { LocalizableText } from '../diagnostics/findings/finding';
import { localizable } from '../diagnostics/findings/finding';
import type { ComparedRun } from './comparedRun';
import { flattenConfig } from './flatConfig';
import { pairedDifferences } from './statistics/rounding';
import { meanOf } from './statistics/summary';
import type { TTest } from './statistics/tTests';
import { pairedT, welchT } from './statistics/tTests';
import { wilcoxonSignedRank } from './statistics/wilcoxon';

/** A group held against the baseline in one column. */
export interface GroupTest {
  /** By seeds that both groups have, by Welch's test where they have none in common, or not at all. */
  readonly kind: 'paired' | 'welch' | 'none';
  /** Pairs, or values of the group and of the baseline. */
  readonly n: number;
  readonly n2: number;
  /** Mean of the group less that of the baseline; over the pairs where it is paired. */
  readonly difference?: number;
  /** 95 % confidence interval of the difference. */
  readonly interval?: readonly [number, number];
  readonly t?: number;
  readonly df?: number;
  readonly p?: number;
  /** After Holm, over the groups that are held against the baseline in this column. */
  readonly adjustedP?: number;
  /** Wilcoxon's signed-rank test of the pairs, exact. */
  readonly wilcoxon?: { readonly w: number; readonly p: number };
  /** Cohen's d_z of the pairs, or Hedges' g. */
  readonly effect?: { readonly name: 'd_z' | 'g'; readonly value: number };
  readonly warnings: readonly LocalizableText[];
}

/** A run's value in the column. */
export interface RunValue {
  readonly run: ComparedRun;
  readonly value: number;
}

/** Below this many, a test says little, whatever its p. */
const FEW = 5;

/** Holds the finite values of a group against those of the baseline. */
export function testAgainst(group: readonly RunValue[], baseline: readonly RunValue[]): GroupTest {
  const pairs = pairsOf(group, baseline);
  if (pairs !== undefined && pairs.length >= 2) {
    const unmatched = group.length + baseline.length - 2 * pairs.length;
    return pairedTest(pairs, unmatched);
  }
  return unpairedTest(
    group.map(({ value }) => value),
    baseline.map(({ value }) => value),
  );
}

function pairedTest(pairs: readonly (readonly [number, number])[], unmatched: number): GroupTest {
  const differences = pairedDifferences(pairs);
  const n = differences.length;
  const warnings = [
    ...(n < FEW ? [fewPairs(n)] : []),
    ...(unmatched > 0 ? [localizable('left out, without a partner of the same seed: {0}', unmatched)] : []),
  ];
  const test = pairedT(differences);
  const ranks = wilcoxonSignedRank(differences);
  return {
    ...{ kind: 'paired', n, n2: n, difference: meanOf(differences) },
    ...numbersOf(test, 'd_z'),
    ...(ranks === undefined ? {} : { wilcoxon: { w: ranks.w, p: ranks.p } }),
    warnings: test === undefined ? [...warnings, NO_SPREAD] : warnings,
  };
}

function unpairedTest(group: readonly number[], baseline: readonly number[]): GroupTest {
  const sizes = { n: group.length, n2: baseline.length };
  if (group.length === 0 || baseline.length === 0) {
    return { kind: 'none', ...sizes, warnings: [localizable('there are no values to compare')] };
  }
  const difference = meanOf(group) - meanOf(baseline);
  const least = Math.min(group.length, baseline.length);
  if (least < 2) {
    const warning = localizable('with one seed nothing can be said of chance: train at least 5 seeds');
    return { kind: 'none', ...sizes, difference, warnings: [warning] };
  }
  const test = welchT(group, baseline);
  const warnings = [
    localizable('the seeds do not match, so the groups are compared as a whole'),
    ...(least < FEW ? [localizable('{0} seeds are too few to say much', least)] : []),
    ...(test === undefined ? [NO_SPREAD] : []),
  ];
  return {
    kind: test === undefined ? 'none' : 'welch',
    ...sizes,
    difference,
    ...numbersOf(test, 'g'),
    warnings,
  };
}

const NO_SPREAD = localizable('the differences are all the same, so chance has no measure');

function fewPairs(n: number): LocalizableText {
  return localizable('{0} pairs of seeds are too few to say much: train at least 5', n);
}

function numbersOf(
  test: TTest | undefined,
  name: 'd_z' | 'g',
): Pick<GroupTest, 'interval' | 't' | 'df' | 'p' | 'effect'> {
  if (test === undefined) return {};
  const { interval, t, df, p, effect } = test;
  return { interval, t, df, p, ...(effect === undefined ? {} : { effect: { name, value: effect } }) };
}

/** Values of the same seed and data in both; undefined where a seed stands several times in a group. */
function pairsOf(
  group: readonly RunValue[],
  baseline: readonly RunValue[],
): (readonly [number, number])[] | undefined {
  const [own, other] = [bySeed(group), bySeed(baseline)];
  if (own.size < group.length || other.size < baseline.length) return undefined;
  return [...own].flatMap(([seed, value]) => {
    const partner = other.get(seed);
    return partner === undefined ? [] : [[value, partner] as const];
  });
}

function bySeed(values: readonly RunValue[]): Map<string, number> {
  return new Map(
    values.map(({ run, value }) => [
      JSON.stringify([run.facts.seed, flattenConfig(run).get('data.seed') ?? null]),
      value,
    ]),
  );
}
