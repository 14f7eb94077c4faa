import type { LocalizableText } from '../diagnostics/findings/finding';
import { localizable } from '../diagnostics/findings/finding';
import type { NamedRun, RunQuery, RunReference } from '../messages/compareFile';

/** A run that there is, as a list of runs knows it. */
export interface RunEntry {
  /** Its folder, absolute. */
  readonly key: string;
  readonly id: string;
  /** Of its config. */
  readonly name: string;
  readonly mode: string;
  readonly seed: number;
  readonly status: string;
  /** ISO 8601. */
  readonly created: string;
  readonly engine: string;
  /** Absolute. */
  readonly configFile: string;
  /** The id of the set that it was trained in. */
  readonly set?: string;
}

/** What the references of a comparison come to. */
export interface ResolvedRuns {
  /** Each once, in the order of the references, those of a query with the oldest first. */
  readonly runs: readonly RunEntry[];
  /** Labels that the file gives, by the runs' keys. */
  readonly labels: ReadonlyMap<string, string>;
  /** References that no run fits, or more than one. */
  readonly missing: readonly MissingRun[];
}

export interface MissingRun {
  readonly reference: RunReference;
  readonly reason: LocalizableText;
}

/**
 * The runs that a comparison's references mean, of those that there are.
 *
 * @param folder  of the comparison's file, absolute, which relative paths start from
 */
export function resolveRuns(
  references: readonly RunReference[],
  entries: readonly RunEntry[],
  folder: string,
): ResolvedRuns {
  const runs = new Map<string, RunEntry>();
  const labels = new Map<string, string>();
  const missing: MissingRun[] = [];
  for (const reference of references) {
    const found = isQuery(reference)
      ? latest(reference, entries, folder)
      : named(typeof reference === 'string' ? { run: reference } : reference, entries, folder);
    if (!Array.isArray(found)) {
      missing.push({ reference, reason: found });
      continue;
    }
    for (const run of found) runs.set(run.key, run);
    if (!isQuery(reference) && typeof reference !== 'string' && reference.label !== undefined) {
      labels.set(found[0]!.key, reference.label);
    }
  }
  return { runs: [...runs.values()], labels, missing };
}

/**
 * The key of the run that a file's baseline names as one of its runs is named: by its id, a unique beginning of it, or
 * its folder's path; the name itself where it is none of theirs, such as a group's label or, for no baseline, nothing.
 *
 * @param runs  of the comparison
 * @param folder  of the comparison's file, absolute
 */
export function baselineOf<Run extends Pick<RunEntry, 'key' | 'id'>>(
  name: string,
  runs: readonly Run[],
  folder: string,
): string {
  if (name === '') return name;
  const found = named({ run: name }, runs, folder);
  return Array.isArray(found) ? found[0]!.key : name;
}

function isQuery(reference: RunReference): reference is RunQuery {
  return typeof reference === 'object' && 'latest' in reference;
}

function named<Run extends Pick<RunEntry, 'key' | 'id'>>(
  { run }: NamedRun,
  entries: readonly Run[],
  folder: string,
): Run[] | LocalizableText {
  const place = joined(folder, run);
  const exact = entries.find(({ key, id }) => id === run || isSamePath(key, place));
  if (exact !== undefined) return [exact];
  const beginning = run === '' ? [] : entries.filter(({ id }) => id.startsWith(run));
  if (beginning.length === 1) return beginning;
  if (beginning.length > 1) return localizable('"{0}" fits {1} runs, expected one', run, beginning.length);
  return localizable('there is no run "{0}"', run);
}

function latest(query: RunQuery, entries: readonly RunEntry[], folder: string): RunEntry[] | LocalizableText {
  const { count = 1 } = query;
  const kept = new Map<string, number>();
  const fitting = entries
    .filter((entry) => fits(entry, query, folder))
    .sort((a, b) => b.created.localeCompare(a.created) || b.id.localeCompare(a.id));
  const found = fitting.filter((entry) => {
    const key = groupOf(entry, query.latest);
    const before = kept.get(key) ?? 0;
    kept.set(key, before + 1);
    return before < count;
  });
  return found.length > 0 ? found.reverse() : localizable('no run fits {0}', describe(query));
}

function fits(entry: RunEntry, { config, mode, seed, status, set }: RunQuery, folder: string): boolean {
  return (
    (config === undefined ||
      isSamePath(entry.configFile, joined(folder, config)) ||
      entry.name === config.replace(/(\.racecar)?\.json$/, '')) &&
    isAmong(entry.mode, mode) &&
    isAmong(entry.seed, seed) &&
    isAmong(entry.status, status) &&
    isAmong(entry.set, set)
  );
}

function isAmong(value: unknown, wanted: unknown): boolean {
  if (wanted === undefined) return true;
  return Array.isArray(wanted) ? wanted.includes(value) : wanted === value;
}

function groupOf(entry: RunEntry, by: RunQuery['latest']): string {
  if (by === 'run') return '';
  if (by === 'mode') return entry.mode;
  const values: Readonly<Record<string, unknown>> = { ...entry, config: entry.configFile };
  return JSON.stringify(by.map((key) => values[key] ?? null));
}

/** The query in the words of the file. */
function describe(query: RunQuery): string {
  return Object.entries(query)
    .map(([key, value]) => `${key} ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    .join(', ');
}

/** A path from a folder on, without . and .. in it; an absolute path stays. Separators may be / or \. */
function joined(folder: string, path: string): string {
  const isAbsolute = /^([/\\]|[a-z]:[/\\])/i.test(path);
  const parts = (isAbsolute ? path : `${folder}/${path}`).split(/[/\\]/);
  const kept: string[] = [];
  for (const [index, part] of parts.entries()) {
    if (part === '..' && kept.length > 1) kept.pop();
    else if (part !== '.' && (part !== '' || index === 0)) kept.push(part);
  }
  return kept.join('/');
}

function isSamePath(a: string, b: string): boolean {
  return joined('', a) === joined('', b);
}
