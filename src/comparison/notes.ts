import type { LocalizableText } from '../diagnostics/findings/finding';
import { inEnglish, localizable } from '../diagnostics/findings/finding';
import type { RunGroup } from './groups';
import { whyUnfinished } from './missing';
import type { ShownRow } from './shownTable';
import type { TableRow } from './table';

/** Runs that are named one by one. */
const MOST_NAMED = 5;

/** What must be known of runs that were not carried through. */
export function unfinishedNotes(rows: readonly TableRow[]): LocalizableText[] {
  const unfinished = rows.flatMap(({ run, label }) => {
    const why = whyUnfinished(run);
    return why === undefined
      ? []
      : [localizable('{0}: {1}; its values are the last logged', label, inEnglish(why))];
  });
  if (unfinished.length <= MOST_NAMED) return unfinished;
  return [localizable('{0} runs are not finished; their values are the last logged', unfinished.length)];
}

/** What must be known of how runs were grouped. */
export function groupNotes(groups: readonly RunGroup[]): LocalizableText[] {
  return groups.flatMap(({ label, runs, repeated, alsoDiffers }) => {
    const finished = runs.filter(({ facts }) => facts.status === 'finished').length;
    const notes: LocalizableText[] = [];
    if (repeated.length > 0) {
      notes.push(
        localizable(
          '{0}: left out, as they repeat the seed and config of another: {1}',
          label,
          repeated.length,
        ),
      );
    }
    if (alsoDiffers.length > 0) {
      notes.push(localizable('{0}: its runs also differ in {1}', label, alsoDiffers.join(', ')));
    }
    if (finished === 0) {
      notes.push(localizable('{0}: none is finished; its values are the last logged', label));
    } else if (finished < runs.length) {
      notes.push(
        localizable(
          '{0}: not finished and not in its means: {1} of {2} runs',
          label,
          runs.length - finished,
          runs.length,
        ),
      );
    }
    if (runs.length === 1) {
      notes.push(localizable('{0}: one seed, which says nothing of the spread', label));
    }
    return notes;
  });
}

/** What must be known of the tests, each warning once for the groups that it holds for. */
export function testNotes(rows: readonly ShownRow[]): LocalizableText[] {
  const labels = new Map<string, { warning: LocalizableText; rows: Set<string> }>();
  let tested = 0;
  for (const row of rows) {
    const tests = row.cells.flatMap(({ test }) => test ?? []);
    if (tests.some(({ p }) => p !== undefined)) tested++;
    for (const warning of tests.flatMap(({ warnings }) => warnings)) {
      const key = inEnglish(warning);
      const known = labels.get(key) ?? { warning, rows: new Set() };
      labels.set(key, known);
      known.rows.add(row.label);
    }
  }
  const warnings = [...labels.values()].map(({ warning, rows: of }) =>
    localizable('{0}: {1}', [...of].join(', '), inEnglish(warning)),
  );
  if (tested < 2) return warnings;
  return [
    ...warnings,
    localizable(
      'p is adjusted for the {0} comparisons of a column (Holm), not for looking at several columns',
      tested,
    ),
  ];
}
