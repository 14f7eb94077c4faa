import type { ComparedRun } from '../../src/comparison/comparedRun';
import type { TableView } from '../../src/comparison/shownTable';

/** The mode without a regularizer, which others are held against. */
const PLAIN = 'std';

/**
 * How runs are looked at while the file does not say: modes over their seeds where there are several, against Std.
 *
 * @param group  where the file says that
 */
export function startingView(
  runs: readonly ComparedRun[],
  group?: TableView['group'],
): Pick<TableView, 'group' | 'baseline'> {
  const seeds = new Map<string, Set<number>>();
  for (const { facts } of runs) {
    seeds.set(facts.mode, (seeds.get(facts.mode) ?? new Set()).add(facts.seed));
  }
  const isGrouped = seeds.size > 1 && [...seeds.values()].some(({ size }) => size > 1);
  const rows = group ?? (isGrouped ? 'mode' : 'none');
  const isOnePlain = rows === 'mode' || runs.filter(({ facts }) => facts.mode === PLAIN).length === 1;
  return {
    group: rows,
    ...(seeds.size > 1 && seeds.has(PLAIN) && isOnePlain ? { baseline: PLAIN } : {}),
  };
}
