import { Choice } from '../components/images/Choice';
import { t } from '../page/l10n';
import type { CompareStore } from './compareStore';
import { MOST_SHOWN, seedsOf } from './shownRuns';

/** Which seed of each group is looked at from the inside. */
export function SeedChoice({ store }: { readonly store: CompareStore }) {
  const { rows, isGrouped } = store.shown.value;
  const chosen = store.layout('seed', -1, Number.isInteger);
  const seeds = isGrouped ? seedsOf(rows) : [];
  if (seeds.length < 2) return null;
  const value = seeds.includes(chosen.value) ? chosen.value : seeds[0]!;
  return (
    <Choice
      label={t('seed')}
      value={String(value)}
      options={seeds.map((seed) => [String(seed), String(seed)])}
      onChange={(seed) => chosen.set(Number(seed))}
    />
  );
}

/** Says which rows are left out where there are too many. */
export function shownNote(store: CompareStore): string | undefined {
  const { rows } = store.shown.value;
  if (rows.length <= MOST_SHOWN) return undefined;
  return t('the first {0} of {1} rows; sort or filter the table to see others', MOST_SHOWN, rows.length);
}
