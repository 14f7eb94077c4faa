import type { ComparedRun } from './comparedRun';
import type { RunGroup } from './groups';
import { groupRuns } from './groups';
import type { Summary } from './statistics/summary';
import { summarize } from './statistics/summary';

/** What a choice was made by: never the test split. */
export type ChosenBy = 'validationAccuracy' | 'taskLoss';

/** One combination of a grid's values, over its seeds. */
export interface Candidate {
  readonly group: RunGroup;
  /** Final values of what the choice is by; absent where a run was not carried through. */
  readonly score?: Summary;
  /** Reported only. */
  readonly test?: Summary;
}

/** The best combination of a mode. */
export interface ModeChoice {
  readonly mode: string;
  readonly candidates: readonly Candidate[];
  /** Absent where no combination was carried through. */
  readonly chosen?: Candidate;
  /** Others that are exactly as good as the chosen one. */
  readonly asGood: readonly Candidate[];
}

export interface Choice {
  readonly by: ChosenBy;
  readonly modes: readonly ModeChoice[];
}

/**
 * Of each mode the combination of a grid's values with the highest validation accuracy, in the mean over its seeds, or,
 * where a run has no validation split, with the lowest task loss on the training split. Of equal ones the first. A
 * combination with a run that was not carried through, or without a finite value, is not chosen.
 *
 * @param keys  of the config, that the grid gives values to
 */
export function chooseFrom(runs: readonly ComparedRun[], keys: readonly string[]): Choice {
  const hasValidation = runs.every(({ facts }) => facts.data.validation > 0);
  const by: ChosenBy = hasValidation ? 'validationAccuracy' : 'taskLoss';
  const modes = [...new Set(runs.map(({ facts }) => facts.mode))];
  return {
    by,
    modes: modes.map((mode) => {
      const groups = groupRuns(
        runs.filter(({ facts }) => facts.mode === mode),
        ['mode', ...keys],
      );
      const candidates = groups.map((group) => candidateOf(group, by));
      const chosen = best(candidates, by);
      const asGood = candidates.filter(
        (each) => each !== chosen && each.score !== undefined && each.score.mean === chosen?.score?.mean,
      );
      return { mode, candidates, asGood, ...(chosen === undefined ? {} : { chosen }) };
    }),
  };
}

function candidateOf(group: RunGroup, by: ChosenBy): Candidate {
  const score = finalSummary(group.runs, by);
  const test = finalSummary(group.runs, 'testAccuracy');
  return { group, ...(score === undefined ? {} : { score }), ...(test === undefined ? {} : { test }) };
}

/** Undefined unless every run has a finite final value. */
function finalSummary(runs: readonly ComparedRun[], name: ChosenBy | 'testAccuracy'): Summary | undefined {
  const values = runs.flatMap(({ results }) => results?.final?.[name] ?? []);
  return values.length < runs.length ? undefined : summarize(values);
}

function best(candidates: readonly Candidate[], by: ChosenBy): Candidate | undefined {
  const sign = by === 'validationAccuracy' ? 1 : -1;
  return candidates.reduce<Candidate | undefined>((chosen, each) => {
    if (each.score === undefined) return chosen;
    return chosen?.score === undefined || sign * each.score.mean > sign * chosen.score.mean ? each : chosen;
  }, undefined);
}
