import type { ComparedRun } from '../../src/comparison/comparedRun';
import type { ShownRow } from '../../src/comparison/shownTable';
import { t } from '../page/l10n';
import type { RunStore } from '../store/runStore';
import type { CompareStore } from './compareStore';
import { rowLabel } from './texts';

/** Runs side by side at most; more would be too small to see and slow to read. */
export const MOST_SHOWN = 8;

/** A run that is looked at from the inside. */
export interface ShownRun {
  readonly run: ComparedRun;
  readonly store: RunStore;
  readonly label: string;
  readonly mode: string;
}

/** Seeds that there are in the rows, ascending. */
export function seedsOf(rows: readonly ShownRow[]): number[] {
  const seeds = new Set(rows.flatMap(({ runs }) => runs.map(({ facts }) => facts.seed)));
  return [...seeds].sort((a, b) => a - b);
}

/**
 * The runs whose insides are shown: the first rows of the table; of a group the run of the chosen seed, or else its first.
 */
export function shownRuns(store: CompareStore): ShownRun[] {
  const { rows, isGrouped } = store.shown.value;
  const seed = store.layout('seed', -1, Number.isInteger).value;
  return rows.slice(0, MOST_SHOWN).map((row) => {
    const ordered = [...row.runs].sort((a, b) => a.facts.seed - b.facts.seed);
    const run = ordered.find(({ facts }) => facts.seed === seed) ?? ordered[0]!;
    return {
      run,
      store: store.storeOf(run),
      label: isGrouped ? `${rowLabel(row)} · ${t('seed {0}', run.facts.seed)}` : rowLabel(row),
      mode: run.facts.mode,
    };
  });
}
