import type * as z from 'zod';
import type { ConfigPath } from './configText';
import type { Fix } from './fix';
import { nearest } from './nearest';
import { hintForOtherName } from './otherNames';
import { startingValue, valueAt } from './startingValue';

/** Something wrong, or worth a warning, at one place of a config. */
export interface Problem {
  readonly path: ConfigPath;
  readonly message: string;
  readonly hint?: string;
  readonly severity: 'error' | 'warning';
  /** Set where the key itself is at fault, not its value. */
  readonly atKey?: boolean;
  /** The key that is missing in the object at the path. */
  readonly missing?: string;
  /** A change that mends it, most likely as it was meant. */
  readonly fix?: Fix;
}

/** "network.layers[1].units" */
export function formatPath(path: ConfigPath): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}

/** What stands at a place of a config, in words short enough for a message. */
export function describeFound(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length > 6 ? `a list of ${value.length}` : JSON.stringify(value);
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/**
 * The problems behind what zod found wrong with a value.
 * @param schema that of the value
 */
export function problemsOf(error: z.ZodError, value: unknown, schema: z.core.$ZodType): Problem[] {
  const problems = error.issues.flatMap((issue) => problemsOfIssue(issue as z.core.$ZodIssue, value, schema));
  return problems.map((problem) => {
    const misspelt = problems.find((other) => isMisspelt(problem, other));
    return misspelt?.fix === undefined ? problem : { ...problem, fix: misspelt.fix };
  });
}

/** Whether a key is missing because another problem's unknown key is it, misspelt. */
function isMisspelt({ path, missing }: Problem, { fix }: Problem): boolean {
  return (
    fix?.kind === 'renameKey' && fix.to === missing && formatPath(fix.path.slice(0, -1)) === formatPath(path)
  );
}

function problemsOfIssue(issue: z.core.$ZodIssue, value: unknown, schema: z.core.$ZodType): Problem[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const found = valueAt(value, path);
  if (issue.code === 'unrecognized_keys') {
    const known = (issue.message === '' ? [] : issue.message.split(' ')).filter((key) => key !== '$schema');
    return issue.keys.map((key) => unknownKey([...path, key], key, known, Object.keys(found ?? {})));
  }
  const expected = issue.message;
  if (found === undefined && path.length > 0) {
    const start = startingValue(schema, path, value);
    return [
      {
        path: path.slice(0, -1),
        message: `${formatPath(path)}: missing, expected ${expected}`,
        severity: 'error',
        missing: String(path.at(-1)),
        ...(start === undefined ? {} : { fix: { kind: 'set', path, value: start } }),
      },
    ];
  }
  const meant = issue.code === 'custom' ? issue.params?.meant : undefined;
  const guess =
    typeof found === 'string' && !expected.includes('did you mean') ? guessOf(issue, found) : undefined;
  const hint =
    guess !== undefined
      ? `Did you mean "${guess}"?`
      : typeof found === 'string'
        ? hintForOtherName(path, found)
        : undefined;
  const where = path.length === 0 ? 'the config' : formatPath(path);
  return [
    {
      path,
      message: `${where}: found ${describeFound(found)}, expected ${expected}`,
      ...(hint === undefined ? {} : { hint }),
      ...((guess ?? meant) === undefined ? {} : { fix: { kind: 'set', path, value: guess ?? meant } }),
      severity: 'error',
    },
  ];
}

function unknownKey(
  path: ConfigPath,
  key: string,
  known: readonly string[],
  present: readonly string[],
): Problem {
  const guess = nearest(key, known);
  return {
    path,
    message: `${formatPath(path)}: unknown key "${key}", expected one of ${known.join(', ')}`,
    ...(guess === undefined ? {} : { hint: `Did you mean "${guess}"?` }),
    ...(guess === undefined || present.includes(guess)
      ? {}
      : { fix: { kind: 'renameKey', path, to: guess } }),
    severity: 'error',
    atKey: true,
  };
}

function guessOf(issue: z.core.$ZodIssue, found: string): string | undefined {
  const options =
    issue.code === 'invalid_value' ? issue.values : issue.code === 'invalid_union' ? optionsOf(issue) : [];
  return nearest(
    found,
    options.filter((option): option is string => typeof option === 'string'),
  );
}

function optionsOf(issue: object): readonly unknown[] {
  return 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
}

/**
 * zod's error map for configs: the message of an issue says what was expected. The message of unknown keys is the
 * list of the known ones, which zod does not keep in the issue.
 */
export function expectedMessage(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return knownKeys(issue.inst).join(' ');
    case 'invalid_type':
      return articleOf(String(issue.expected));
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'invalid_union': {
      const options = optionsOf(issue);
      return options.length > 0
        ? `one of ${options.map((value) => JSON.stringify(value)).join(', ')}`
        : 'another value';
    }
    case 'too_small':
      return boundText(issue.origin, issue.minimum, issue.inclusive === false ? 'more than' : 'at least');
    case 'too_big':
      return boundText(issue.origin, issue.maximum, issue.inclusive === false ? 'less than' : 'at most');
    default:
      return issue.message ?? 'another value';
  }
}

function knownKeys(schema: unknown): string[] {
  const shape = (schema as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def?.shape;
  return shape === undefined ? [] : Object.keys(shape);
}

function articleOf(type: string): string {
  const words: Record<string, string> = {
    string: 'a text in quotes',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    tuple: 'a list',
    object: 'an object in braces',
  };
  return words[type] ?? type;
}

function boundText(origin: string, bound: number | bigint, relation: string): string {
  if (origin === 'string')
    return bound === 1 ? 'a text that is not empty' : `a text of ${relation} ${bound} characters`;
  if (origin === 'array') return `a list of ${relation} ${bound}`;
  return `a number of ${relation} ${bound}`;
}
