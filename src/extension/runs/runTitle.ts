import type { Localizer } from './localizer';
import { modeName } from './modeLook';
import { startText } from './numberTexts';

/** What a run is told apart from others by. */
export interface RunIdentity {
  readonly configFile: string;
  readonly mode: string;
  readonly seed: number;
}

/** A run as a tab, a heading or a list names it: "peak · RR · seed 0". */
export function runTitle(
  { name, mode, seed }: { readonly name: string; readonly mode: string; readonly seed: number },
  l10n: Localizer,
): string {
  return l10n.t('{0} · {1} · seed {2}', name, modeName(mode), seed);
}

/** The same with when it began, where other runs have its config, mode and seed. */
export function distinctTitle(
  run: RunIdentity & { readonly name: string; readonly created: string },
  all: readonly RunIdentity[],
  now: number,
  l10n: Localizer,
): string {
  const title = runTitle(run, l10n);
  const twins = all.filter((other) => sortOf(other) === sortOf(run));
  return twins.length > 1 ? `${title} · ${startText(run.created, now)}` : title;
}

/** The kinds of runs, by their config, mode and seed, that there are several of. */
export function severalOf(runs: readonly RunIdentity[]): (run: RunIdentity) => boolean {
  const counts = new Map<string, number>();
  for (const run of runs) counts.set(sortOf(run), (counts.get(sortOf(run)) ?? 0) + 1);
  return (run) => counts.get(sortOf(run))! > 1;
}

function sortOf({ configFile, mode, seed }: RunIdentity): string {
  return [configFile, mode, seed].join('\n');
}
