import type { ComparedRun } from './comparedRun';
import { configValue, differingConfig, isSame } from './flatConfig';
import { groupLabels } from './groupLabels';

/** What runs are grouped by: nothing, their mode, or several of mode, seed, name, engine and keys of the config. */
export type Grouping = 'none' | 'mode' | readonly string[];

/** Runs that are the same but for what is left to chance. */
export interface RunGroup {
  readonly key: string;
  /** Such as "rr" or "rr · lambda 1e-6", of no other group. */
  readonly label: string;
  /** Each key's value, in the order of the keys. */
  readonly values: readonly unknown[];
  /** One of each seed and config. */
  readonly runs: readonly ComparedRun[];
  /** Runs of a seed and config that is there already: the same training gives the same numbers, and counts once. */
  readonly repeated: readonly ComparedRun[];
  /** Keys of the config, other than the seed, in which runs of the group differ. */
  readonly alsoDiffers: readonly string[];
}

/** The keys of a grouping; none where runs stand alone. */
export function groupingKeys(by: Grouping): readonly string[] {
  if (by === 'none') return [];
  return by === 'mode' ? ['mode'] : by;
}

/** Runs grouped by the values of some keys, in the order in which these come up. */
export function groupRuns(runs: readonly ComparedRun[], by: Grouping): RunGroup[] {
  const keys = groupingKeys(by);
  const groups = new Map<string, ComparedRun[]>();
  for (const run of runs) {
    const key = JSON.stringify(keys.map((name) => valueOf(run, name) ?? null));
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const named = [...groups].map(([key, all]) => ({
    ...{ key, all, values: keys.map((name) => valueOf(all[0]!, name)) },
    modes: [...new Set(all.map(({ facts }) => facts.mode))],
  }));
  const labels = groupLabels(keys, named);
  return named.map(({ key, all, values }, i) => {
    const { kept, repeated } = withoutRepeated(all);
    return {
      ...{ key, label: labels[i]!, values, runs: kept, repeated },
      alsoDiffers: differingConfig(all).map((each) => each.key),
    };
  });
}

/** What a run has under a name to group by: mode, seed, name, engine, or a key of its config, with or without "config." */
export function valueOf(run: ComparedRun, name: string): unknown {
  const { facts } = run;
  switch (name) {
    case 'mode':
    case 'regularization.mode':
      return facts.mode;
    case 'seed':
    case 'training.seed':
      return facts.seed;
    case 'name':
      return facts.name;
    case 'engine':
      return facts.engine;
    default:
      return configValue(run, name.replace(/^config\./, ''));
  }
}

/** Of several runs of one training, one that was carried through, and of these the newest. */
function withoutRepeated(runs: readonly ComparedRun[]): { kept: ComparedRun[]; repeated: ComparedRun[] } {
  const kept: ComparedRun[] = [];
  const repeated: ComparedRun[] = [];
  for (const run of runs) {
    const at = kept.findIndex((other) => isSameTraining(run, other));
    if (at < 0) kept.push(run);
    else if (isBetter(run, kept[at]!)) repeated.push(...kept.splice(at, 1, run));
    else repeated.push(run);
  }
  return { kept, repeated };
}

function isSameTraining(a: ComparedRun, b: ComparedRun): boolean {
  return (
    a.facts.seed === b.facts.seed &&
    a.facts.mode === b.facts.mode &&
    a.facts.name === b.facts.name &&
    isSame(a.facts.config, b.facts.config)
  );
}

function isBetter({ facts: a }: ComparedRun, { facts: b }: ComparedRun): boolean {
  const [isThrough, wasThrough] = [a.status === 'finished', b.status === 'finished'];
  return isThrough === wasThrough ? a.created > b.created : isThrough;
}
