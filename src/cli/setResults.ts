import type { Candidate, Choice } from '../comparison/choice';
import { chooseFrom } from '../comparison/choice';
import type { ComparedRun } from '../comparison/comparedRun';
import { formatSummary } from '../comparison/formatValue';
import { showTable } from '../comparison/showTable';
import type { Summary } from '../comparison/statistics/summary';
import { runTable } from '../comparison/table';
import type { RunSet } from '../messages/runResults';
import { comparisonText } from './comparisonText';

const SEED_KEY = 'training.seed';
const BY = { validationAccuracy: 'validation accuracy', taskLoss: 'task loss' } as const;

/** What a grid came to: a row for each combination of values over its seeds, and the choice for each mode. */
export function setResultsText(runs: readonly ComparedRun[], { keys }: RunSet, width: number): string {
  const grid = gridKeys(keys);
  const choice = chooseFrom(runs, grid);
  const shown = showTable(runTable(runs), {
    group: ['mode', ...grid],
    columns: [
      'seed',
      ...(choice.by === 'validationAccuracy' ? ['final.validationAccuracy'] : []),
      'final.taskLoss',
      'final.trainAccuracy',
      'final.testAccuracy',
    ],
  });
  return `${comparisonText(shown, width)}\n${choiceText(choice)}`;
}

/** The same as the last line of `train --json`. */
export function setResultsJson(runs: readonly ComparedRun[], set: RunSet): object {
  const keys = gridKeys(set.keys);
  const { by, modes } = chooseFrom(runs, keys);
  const candidateJson = ({ group, score, test }: Candidate) => ({
    values: Object.fromEntries(keys.map((key, i) => [key, group.values[i + 1] ?? null])),
    runs: group.runs.map(({ facts }) => facts.id),
    ...(score === undefined ? {} : { [by]: score }),
    ...(test === undefined ? {} : { testAccuracy: test }),
  });
  return {
    set,
    chosenBy: by,
    modes: modes.map(({ mode, candidates, chosen, asGood }) => ({
      mode,
      candidates: candidates.map(candidateJson),
      chosen: chosen === undefined ? null : candidateJson(chosen),
      asGood: asGood.map(candidateJson),
    })),
  };
}

/** Keys of the set that its grid gave values to; mode and seeds are told of in other ways. */
export function gridKeys(keys: readonly string[]): string[] {
  return keys.filter((key) => key !== SEED_KEY && key !== 'regularization.mode');
}

function choiceText({ by, modes }: Choice): string {
  const lines = modes.map(({ mode, chosen, candidates, asGood }) => {
    if (candidates.length === 1) return '';
    if (chosen === undefined) return `${mode}: nothing is chosen, as no combination was carried through\n`;
    const { group, score, test } = chosen;
    return `chosen for ${group.label}: ${BY[by]} ${summaryText(score!, by)}, test accuracy ${
      test === undefined ? '–' : summaryText(test, 'testAccuracy')
    }${tieText(asGood)}\n`;
  });
  const note =
    by === 'taskLoss'
      ? 'Chosen by the lowest task loss on the training split: the data has no validation split, and the test split chooses nothing.\n'
      : 'Chosen by the validation split; the test split is only reported.\n';
  return lines.every((line) => line === '') ? '' : `${lines.join('')}${note}`;
}

/** So many are told by name. */
const NAMED = 3;

function tieText(asGood: readonly Candidate[]): string {
  if (asGood.length === 0) return '';
  const names =
    asGood.length > NAMED ? `${asGood.length} others` : asGood.map(({ group }) => group.label).join(', ');
  return `; as good to the last digit, and not chosen as they come later: ${names}`;
}

function summaryText(summary: Summary, of: 'validationAccuracy' | 'taskLoss' | 'testAccuracy'): string {
  const text = formatSummary(summary, of === 'taskLoss' ? 'number' : 'share');
  return summary.n === 1 ? text : `${text} (${summary.n} seeds)`;
}
