import type { DataFacts } from './check';
import { checkConfig } from './check';
import type { ConfigPath } from './configText';
import { ConfigText } from './configText';
import type { Problem } from './problems';
import { expectedMessage, problemsOf } from './problems';
import type { Config } from './schema';
import { DEFAULT_OPTIMIZER } from './training/optimizer';
import { configSchema } from './schema';
import type { Place } from './userError';
import { formatPlace, UserError } from './userError';

/** A value that replaces one of the file's, and where it was given: an option of the command. */
export interface Override {
  readonly path: ConfigPath;
  readonly value: unknown;
  /** Such as "--set training.epochs=5". */
  readonly source: string;
}

/** A valid config and the text it came from, for errors that show later, when the data is read. */
export class ParsedConfig {
  constructor(
    readonly config: Config,
    private readonly text: ConfigText,
    private readonly overrides: readonly Override[],
  ) {}

  /** Where a part of the config was written: in the file, or in an option of the command. */
  place(path: ConfigPath): Place {
    return placeOf(path, this.text, this.overrides);
  }

  /** Checks the config against the data that was read. Throws on errors, returns the warnings. */
  check(facts?: DataFacts): Problem[] {
    return rejectErrors(checkConfig(this.config, facts), this.text, this.overrides);
  }
}

/**
 * @param text of a *.racecar.json file
 * @param file its name, for messages
 * @param overrides values that go before those of the file
 * @throws UserError that lists every error with file, line, column, key, what was found and what was expected
 */
export function parseConfig(text: string, file: string, overrides: readonly Override[] = []): ParsedConfig {
  const source = new ConfigText(text, file);
  const value = structuredClone(source.value);
  for (const override of overrides) setAt(value, override);
  const result = configSchema.safeParse(value, { error: expectedMessage });
  if (!result.success) {
    rejectErrors(problemsOf(result.error, value, configSchema), source, overrides);
    throw result.error;
  }
  return new ParsedConfig(result.data, source, overrides);
}

/** Every problem of a config's text, placed: for an editor, which wants them all and no exception. */
export function problemsOfText(text: string, file: string): { problems: PlacedProblem[]; config?: Config } {
  const source = new ConfigText(text, file);
  const result = configSchema.safeParse(source.value, { error: expectedMessage });
  const problems = result.success
    ? checkConfig(result.data)
    : problemsOf(result.error, source.value, configSchema);
  return {
    problems: problems.map((problem) => ({ ...problem, place: placeOfProblem(problem, source, []) })),
    ...(result.success ? { config: result.data } : {}),
  };
}

/** Every problem of a config that did not come from a text, such as the one that a run recorded. */
export function problemsOfValue(value: unknown): Problem[] {
  const result = configSchema.safeParse(value, { error: expectedMessage });
  const problems = result.success ? checkConfig(result.data) : problemsOf(result.error, value, configSchema);
  return problems.filter((problem) => problem.severity === 'error');
}

export interface PlacedProblem extends Problem {
  readonly place: Place;
}

function rejectErrors(
  problems: readonly Problem[],
  text: ConfigText,
  overrides: readonly Override[],
): Problem[] {
  const errors = problems
    .filter((problem) => problem.severity === 'error')
    .map((problem) => ({ problem, place: placeOfProblem(problem, text, overrides) }))
    .sort(
      (a, b) => (a.place.line ?? 0) - (b.place.line ?? 0) || (a.place.column ?? 0) - (b.place.column ?? 0),
    );
  const [first, ...others] = errors;
  if (first !== undefined) {
    const hint = [
      ...(first.problem.hint === undefined ? [] : [first.problem.hint]),
      ...others.map(
        ({ problem, place }) =>
          `${formatPlace(place)}: ${problem.message}${problem.hint === undefined ? '' : `. ${problem.hint}`}`,
      ),
    ].join('\n  ');
    throw new UserError(first.problem.message, { place: first.place, ...(hint === '' ? {} : { hint }) });
  }
  return problems.filter((problem) => problem.severity === 'warning');
}

function placeOfProblem(problem: Problem, text: ConfigText, overrides: readonly Override[]): Place {
  return problem.atKey === true && text.has(problem.path) && overrideOf(problem.path, overrides) === undefined
    ? text.keyPlace(problem.path)
    : placeOf(problem.path, text, overrides);
}

function placeOf(path: ConfigPath, text: ConfigText, overrides: readonly Override[]): Place {
  const override = overrideOf(path, overrides) ?? (text.has(path) ? undefined : overrideAt(path, overrides));
  return override === undefined ? text.place(path) : { file: override.source };
}

/** The override that gives the value at a path, or a part of the config that the path leads through. */

function overrideOf(path: ConfigPath, overrides: readonly Override[]): Override | undefined {
  return overrides.findLast((override) =>
    override.path.every((part, index) => String(path[index]) === String(part)),
  );
}

/** The override that made what is at a path by setting something in it. */
function overrideAt(path: ConfigPath, overrides: readonly Override[]): Override | undefined {
  return overrides.findLast((override) =>
    path.every((part, index) => String(override.path[index]) === String(part)),
  );
}

/** What an object of several types is by default, for an override that sets something in one that is not there. */
const STARTS: Readonly<Record<string, object>> = { 'training.optimizer': DEFAULT_OPTIMIZER };

function setAt(target: unknown, { path, value, source }: Override): void {
  let parent = target;
  for (const [index, key] of path.entries()) {
    if (!canHold(parent, key)) {
      throw new UserError(`there is no place "${path.join('.')}" in the config`, {
        place: { file: source },
        hint: 'Name a key as in --set training.epochs=5 or --set network.layers.1.units=64.',
      });
    }
    const container = parent as Record<string | number, unknown>;
    if (index === path.length - 1) container[key] = value;
    else if (!Object.hasOwn(container, key))
      container[key] = { ...STARTS[path.slice(0, index + 1).join('.')] };
    parent = container[key];
  }
}

/** Whether a key may be set in a value: any in an object, in a list only that of an entry it has. */
function canHold(value: unknown, key: string | number): boolean {
  if (Array.isArray(value)) return typeof key === 'number' && key < value.length;
  return typeof value === 'object' && value !== null && key !== '__proto__';
}
