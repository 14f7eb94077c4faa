import type { CommandSpec } from './command';

/** What the command prints for `racecar help`. */
export function overviewText(commands: readonly CommandSpec[]): string {
  const lines = commands.map(({ name, parameters, summary }) => [
    `racecar ${name} ${parameters}`.trimEnd(),
    summary,
  ]);
  const width = Math.max(...lines.map(([usage]) => usage!.length));
  return [
    'Racecar: train a network under Std, Ort, RR and their relatives, and see what each does to it.',
    '',
    ...lines.map(([usage, summary]) => `  ${usage!.padEnd(width)}  ${summary}`),
    '',
    'racecar help <command> tells its options. <run> is an id, a unique prefix of one, or the path of its folder.',
    'Exit codes: 0 done, 1 the run failed, 2 bad usage or config, 130 interrupted.',
    '',
  ].join('\n');
}

/** What the command prints for `racecar help train`. */
export function commandText({ name, parameters, summary, options }: CommandSpec): string {
  const lines = Object.entries(options).map(([option, { value, help }]) => [
    `--${option}${value === undefined ? '' : ` ${value}`}`,
    help,
  ]);
  const width = Math.max(0, ...lines.map(([usage]) => usage!.length));
  return [
    `racecar ${name} ${parameters}`.trimEnd(),
    summary,
    ...(lines.length > 0 ? [''] : []),
    ...lines.map(([usage, help]) => `  ${usage!.padEnd(width)}  ${help}`),
    '',
  ].join('\n');
}
