import type { ConfigPath } from '../config/configText';
import { ConfigText } from '../config/configText';
import { nearest } from '../config/nearest';
import { UserError } from '../config/userError';
import type { CompareFile, NamedRun, RunQuery, RunReference } from './compareFile';
import { COMPARE_FILE_VERSION } from './compareFile';

const KEYS = [
  'version',
  'runs',
  'notes',
  'group',
  'baseline',
  'sort',
  'filter',
  'columns',
  'hidden',
  'layout',
];
const QUERY_KEYS = ['latest', 'count', 'config', 'mode', 'seed', 'status', 'set'];
const NAMED_KEYS = ['run', 'label'];

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a comparison's file: JSON, in which comments and trailing commas are let through. Keys that are not known are kept
 * where they stand at the top; elsewhere they would change what is compared, and are errors.
 *
 * @param file  the name that places are given in
 * @throws UserError with the place of what is wrong
 */
export function readCompareFile(text: string, file: string): CompareFile {
  const parsed = new ConfigText(text, file, 'comparison');
  const check = new Checker(parsed);
  const top = check.record(parsed.value, []);
  const { version } = top;
  if (version !== COMPARE_FILE_VERSION) {
    throw check.error(['version'], version, `version ${COMPARE_FILE_VERSION}`, {
      hint:
        typeof version === 'number' && version > COMPARE_FILE_VERSION
          ? 'It was written by a newer Racecar.'
          : `Write "version": ${COMPARE_FILE_VERSION}.`,
    });
  }
  const unknown = Object.entries(top).filter(([key]) => !KEYS.includes(key));
  const { notes, group, baseline, sort, filter, columns, hidden, layout } = top;
  return {
    version,
    runs: check.list(top['runs'], ['runs'], (item, path) => reference(check, item, path)),
    ...(notes === undefined ? {} : { notes: check.text(notes, ['notes']) }),
    ...(group === undefined ? {} : { group: grouping(check, group) }),
    ...(baseline === undefined ? {} : { baseline: check.text(baseline, ['baseline']) }),
    ...(sort === undefined
      ? {}
      : { sort: check.list(sort, ['sort'], (item, path) => sorting(check, item, path)) }),
    ...(filter === undefined ? {} : { filter: check.text(filter, ['filter']) }),
    ...(columns === undefined ? {} : { columns: texts(check, columns, ['columns']) }),
    ...(hidden === undefined ? {} : { hidden: texts(check, hidden, ['hidden']) }),
    ...(layout === undefined ? {} : { layout: check.record(layout, ['layout']) }),
    ...(unknown.length === 0 ? {} : { unknown: Object.fromEntries(unknown) }),
  };
}

function reference(check: Checker, item: unknown, path: ConfigPath): RunReference {
  if (typeof item === 'string') return check.text(item, path);
  const record = check.record(item, path, 'the id or folder of a run, {"run": …} or {"latest": …}');
  if (record['run'] === undefined && record['latest'] === undefined) {
    throw check.error(path, item, 'the id or folder of a run, {"run": …} or {"latest": …}');
  }
  return record['run'] === undefined ? query(check, record, path) : named(check, record, path);
}

function named(check: Checker, record: Json, path: ConfigPath): NamedRun {
  check.keys(record, NAMED_KEYS, path);
  const { run, label } = record;
  return {
    run: check.text(run, [...path, 'run']),
    ...(label === undefined ? {} : { label: check.text(label, [...path, 'label']) }),
  };
}

function query(check: Checker, record: Json, path: ConfigPath): RunQuery {
  check.keys(record, QUERY_KEYS, path);
  const { latest, count, config, mode, seed, status, set } = record;
  const at = (key: string) => [...path, key];
  if (!Array.isArray(latest) && latest !== 'run' && latest !== 'mode') {
    throw check.error(at('latest'), latest, '"run", "mode" or a list such as ["mode", "seed"]');
  }
  return {
    latest: Array.isArray(latest) ? texts(check, latest, at('latest')) : latest,
    ...(count === undefined ? {} : { count: check.count(count, at('count')) }),
    ...(config === undefined ? {} : { config: check.text(config, at('config')) }),
    ...(mode === undefined ? {} : { mode: textOrTexts(check, mode, at('mode')) }),
    ...(seed === undefined ? {} : { seed: numberOrNumbers(check, seed, at('seed')) }),
    ...(status === undefined ? {} : { status: textOrTexts(check, status, at('status')) }),
    ...(set === undefined ? {} : { set: check.text(set, at('set')) }),
  };
}

function grouping(check: Checker, group: unknown): 'none' | 'mode' | readonly string[] {
  if (group === 'none' || group === 'mode') return group;
  if (!Array.isArray(group)) {
    throw check.error(
      ['group'],
      group,
      '"none", "mode" or a list of keys such as ["mode", "regularization.rr.lambda"]',
    );
  }
  return texts(check, group, ['group']);
}

function sorting(check: Checker, item: unknown, path: ConfigPath): { column: string; descending?: boolean } {
  const record = check.record(item, path, '{"column": …}');
  check.keys(record, ['column', 'descending'], path);
  const { column, descending } = record;
  if (descending !== undefined && typeof descending !== 'boolean') {
    throw check.error([...path, 'descending'], descending, 'true or false');
  }
  return {
    column: check.text(column, [...path, 'column']),
    ...(descending === undefined ? {} : { descending }),
  };
}

function texts(check: Checker, value: unknown, path: ConfigPath): string[] {
  return check.list(value, path, (item, at) => check.text(item, at));
}

function textOrTexts(check: Checker, value: unknown, path: ConfigPath): string | string[] {
  return Array.isArray(value) ? texts(check, value, path) : check.text(value, path);
}

function numberOrNumbers(check: Checker, value: unknown, path: ConfigPath): number | number[] {
  const number = (each: unknown, at: ConfigPath) => {
    if (typeof each !== 'number') throw check.error(at, each, 'a number');
    return each;
  };
  return Array.isArray(value) ? check.list(value, path, number) : number(value, path);
}

/** Says what stands where, and what was expected there. */
class Checker {
  constructor(private readonly parsed: ConfigText) {}

  error(
    path: ConfigPath,
    found: unknown,
    expected: string,
    { hint }: { readonly hint?: string } = {},
  ): UserError {
    const key = path.length === 0 ? 'the comparison' : path.join('.');
    const text = found === undefined ? 'nothing' : shortened(JSON.stringify(found));
    return new UserError(`${key}: found ${text}, expected ${expected}`, {
      place: this.parsed.place(path),
      ...(hint === undefined ? {} : { hint }),
    });
  }

  record(value: unknown, path: ConfigPath, expected = 'an object'): Json {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.error(path, value, expected);
    }
    return value as Json;
  }

  list<Item>(value: unknown, path: ConfigPath, read: (item: unknown, path: ConfigPath) => Item): Item[] {
    if (!Array.isArray(value)) throw this.error(path, value, 'a list');
    return value.map((item, index) => read(item, [...path, index]));
  }

  text(value: unknown, path: ConfigPath): string {
    if (typeof value !== 'string') throw this.error(path, value, 'a text');
    return value;
  }

  count(value: unknown, path: ConfigPath): number {
    if (!Number.isInteger(value) || (value as number) < 1) {
      throw this.error(path, value, 'a whole number of at least 1');
    }
    return value as number;
  }

  keys(record: Json, known: readonly string[], path: ConfigPath): void {
    const unknown = Object.keys(record).find((key) => !known.includes(key));
    if (unknown === undefined) return;
    const guess = nearest(unknown, known);
    throw new UserError(`unknown key "${unknown}", expected ${known.join(', ')}`, {
      place: this.parsed.keyPlace([...path, unknown]),
      ...(guess === undefined ? {} : { hint: `Did you mean "${guess}"?` }),
    });
  }
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
