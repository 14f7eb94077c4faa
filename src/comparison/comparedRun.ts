import type { ColumnValues } from '../diagnostics/findings/runEvidence';
import type { RunFacts } from '../messages/dashboardMessages';
import type { RunResults } from '../messages/runResults';

/** Logged values of a run under a name of dashboardMessages; NaN: not measured, Infinity: not finite. `step` has every row. */
export type ColumnOf = (name: string) => ColumnValues | undefined;

/** A run as a comparison sees it. */
export interface ComparedRun {
  /** Its folder, which tells runs apart. */
  readonly key: string;
  /** Given by the user, in place of the one that it would have. */
  readonly label?: string;
  readonly facts: RunFacts;
  /** Absent where only the facts are known yet. */
  readonly results?: RunResults;
  /** Knows nothing while the metrics are on their way. */
  readonly column: ColumnOf;
}

/**
 * The shortest label of each run that tells it from the others: "rr · seed 0", with the config's name where that
 * differs, and with the end of its id where nothing else tells it from another; or the one that the user gave it.
 */
export function labelsOf(runs: readonly ComparedRun[]): string[] {
  const severalNames = new Set(runs.map(({ facts }) => facts.name)).size > 1;
  const plain = runs.map(
    ({ label, facts: { name, mode, seed } }) =>
      label ?? [...(severalNames ? [name] : []), mode, `seed ${seed}`].join(' · '),
  );
  const counts = countOf(plain);
  const labels = plain.map((label, i) =>
    counts.get(label) === 1 ? label : `${label} · ${endOfId(runs[i]!.facts.id)}`,
  );
  const again = countOf(labels);
  return labels.map((label, i) => (again.get(label) === 1 ? label : `${label} · ${runs[i]!.key}`));
}

function countOf(labels: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

/** Of peak-rr-s0-20261121-093000-1f3a the last two parts. */
function endOfId(id: string): string {
  return id.split('-').slice(-2).join('-');
}
