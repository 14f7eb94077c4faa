import type { LocalizableText } from '../diagnostics/findings/finding';
import { localizable } from '../diagnostics/findings/finding';
import { penaltyColumn } from '../messages/dashboardMessages';
import type { FinalValues } from '../messages/runResults';
import type { ComparedRun } from './comparedRun';
import { bestLogged, lastLogged, loggedAt } from './logged';
import { whyNotMeasured } from './missing';
import type { Better, Cell, ColumnDefinition } from './tableColumn';

type Split = 'trainAccuracy' | 'validationAccuracy' | 'testAccuracy';

const SPLIT_TITLES: Readonly<Record<Split, LocalizableText>> = {
  trainAccuracy: localizable('train accuracy'),
  validationAccuracy: localizable('validation accuracy'),
  testAccuracy: localizable('test accuracy'),
};

/** What the trainings came to: losses, accuracies, penalties, and the values at each one's best step. */
export function resultColumns(runs: readonly ComparedRun[]): ColumnDefinition[] {
  const penalties = [...new Set(runs.flatMap(penaltiesOf))];
  const hasValidation = runs.some(({ facts }) => facts.data.validation > 0);
  const splits: Split[] = [
    'testAccuracy',
    ...(hasValidation ? (['validationAccuracy'] as const) : []),
    'trainAccuracy',
  ];
  return [
    ...splits.map(accuracyColumn),
    lossColumn('taskLoss', localizable('task loss'), 'lower'),
    // With a penalty in it, a loss cannot be held against that of another mode.
    lossColumn('loss', localizable('loss with penalties')),
    ...penalties.map(penaltyColumnOf),
    ...(hasValidation ? bestColumns() : []),
  ];
}

function penaltiesOf({ facts, results }: ComparedRun): readonly string[] {
  return [...facts.regularizers, ...Object.keys(results?.final?.penalties ?? {})];
}

function accuracyColumn(split: Split): ColumnDefinition {
  return {
    ...{ id: `final.${split}`, title: SPLIT_TITLES[split], group: 'result', format: 'share', numeric: true },
    ...{ better: 'higher', series: split },
    cell(run) {
      if (split === 'validationAccuracy' && run.facts.data.validation === 0)
        return { missing: NO_VALIDATION };
      return finalOrLogged(run, (final) => final[split], split);
    },
  };
}

const NO_VALIDATION = localizable('the run has no validation split');

function lossColumn(name: 'loss' | 'taskLoss', title: LocalizableText, better?: Better): ColumnDefinition {
  return {
    ...{ id: `final.${name}`, title, group: 'result', format: 'number', numeric: true, series: name },
    ...(better === undefined ? {} : { better }),
    cell: (run) => finalOrLogged(run, (final) => final[name], name),
  };
}

function penaltyColumnOf(regularizer: string): ColumnDefinition {
  const series = penaltyColumn(regularizer);
  return {
    ...{ id: `penalty.${regularizer}`, title: localizable('penalty {0}', regularizer), group: 'result' },
    ...{ format: 'number', numeric: true, series },
    cell(run) {
      if (!penaltiesOf(run).includes(regularizer)) {
        const missing = localizable('mode {0} has no penalty {1}', run.facts.mode, regularizer);
        return { missing, isInapplicable: true };
      }
      return finalOrLogged(run, (final) => final.penalties[regularizer], series);
    },
  };
}

/** The final value over the whole split, else the last one logged, which of a loss is that of its step's batch. */
function finalOrLogged(
  run: ComparedRun,
  valueOf: (final: FinalValues) => number | null | undefined,
  series: string,
): Cell {
  const final = run.results?.final;
  const value = final === undefined ? undefined : valueOf(final);
  if (value !== undefined) return { value: value ?? Infinity };
  return lastLogged(run, series) ?? { missing: whyNotMeasured(run) };
}

/** The step is chosen on the validation split, never on the test split. */
function bestColumns(): ColumnDefinition[] {
  const best = (run: ComparedRun) => bestLogged(run, 'validationAccuracy', 'higher');
  const column = (id: string, title: LocalizableText, cellOf: (run: ComparedRun) => Cell | undefined) => ({
    ...{
      id,
      title,
      group: 'result' as const,
      format: 'share' as const,
      numeric: true,
      better: 'higher' as const,
    },
    cell: (run: ComparedRun): Cell =>
      run.facts.data.validation === 0
        ? { missing: NO_VALIDATION }
        : (cellOf(run) ?? { missing: whyNotMeasured(run) }),
  });
  return [
    column('best.validationAccuracy', localizable('best validation accuracy'), best),
    column('best.testAccuracy', localizable('test accuracy at the best validated step'), (run) => {
      const chosen = best(run);
      return chosen === undefined ? undefined : loggedAt(run, 'testAccuracy', chosen.step);
    }),
  ];
}
