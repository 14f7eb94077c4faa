import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { withoutByteOrderMark } from '../config/configText';
import { UserError } from '../config/userError';
import type { ComparedRun } from '../comparison/comparedRun';
import type { MissingRun, ResolvedRuns, RunEntry } from '../comparison/runQueries';
import { resolveRuns } from '../comparison/runQueries';
import { localizable } from '../diagnostics/findings/finding';
import type { CompareFile, RunReference } from '../messages/compareFile';
import { MetricsColumns } from '../messages/metricsColumns';
import { readCompareFile } from '../messages/readCompareFile';
import { runFacts } from '../messages/runFacts';
import { runResults } from '../messages/runResults';
import { isMissingFile } from '../runs/fileErrors';
import { actualStatus } from '../runs/liveness';
import { MetricsTail } from '../runs/metricsTail';
import type { RunFolder } from '../runs/runFolder';
import { RunIndex } from '../runs/runIndex';
import { readRunManifest } from '../runs/runManifest';
import type { StoredRun } from '../runs/storedRun';
import { readStoredRun } from '../runs/storedRun';

/** What a comparison's file is known by. */
export const COMPARE_FILE_END = '.racecompare';

/**
 * Reads a run with all of its numbers.
 * @throws UserError when it has no readable manifest
 */
export async function readComparedRun(folder: RunFolder): Promise<ComparedRun> {
  const manifest = { ...(await readRunManifest(folder.manifest)), id: folder.id };
  const columns = new MetricsColumns();
  for await (const { lines } of new MetricsTail(folder.metrics).read()) {
    for (const line of lines) columns.add(line);
  }
  return {
    key: folder.directory,
    facts: runFacts(manifest, actualStatus(manifest)),
    results: runResults(manifest),
    column: (name) => columns.values(name),
  };
}

/** A comparison's file and the runs that it means. */
export interface OpenedComparison {
  readonly file: CompareFile;
  /** The folder that its paths start from. */
  readonly folder: string;
  readonly resolved: ResolvedRuns;
}

/**
 * Reads a comparison's file and finds its runs: in the given folders of runs, in those beside the file and beside the
 * configs that it names, and where it says.
 *
 * @throws UserError when the file cannot be read, or is wrong
 */
export async function openComparison(
  file: string,
  runsDirectories: readonly string[],
): Promise<OpenedComparison> {
  const shown = path.relative(process.cwd(), path.resolve(file)) || file;
  let text: string;
  try {
    text = withoutByteOrderMark(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new UserError('the comparison cannot be read', { place: { file: shown }, cause });
  }
  const parsed = readCompareFile(text, shown);
  const folder = path.dirname(path.resolve(file));
  const directories = [...runsDirectories, ...directoriesBeside(parsed, folder)];
  const entries = await entriesFor(parsed, folder, directories);
  const resolved = resolveRuns(parsed.runs, entries, folder);
  const places = [folder, ...directories];
  const missing = await Promise.all(resolved.missing.map((each) => withDamage(each, places)));
  return { file: parsed, folder, resolved: { ...resolved, missing } };
}

function directoriesBeside({ runs }: CompareFile, folder: string): string[] {
  const configFolders = runs.flatMap((each) =>
    typeof each === 'object' && 'config' in each && each.config !== undefined
      ? [path.dirname(path.resolve(folder, each.config))]
      : [],
  );
  return [folder, ...configFolders].map((each) => path.join(each, '.racecar', 'runs'));
}

async function entriesFor(
  { runs }: CompareFile,
  folder: string,
  runsDirectories: readonly string[],
): Promise<RunEntry[]> {
  const stored = await storedRuns(runsDirectories);
  const known = new Set(stored.map((run) => run.folder.directory));
  const elsewhere: StoredRun[] = [];
  for (const reference of runs) {
    const name = nameIn(reference);
    const directory = name === undefined ? undefined : path.resolve(folder, name);
    if (directory === undefined || known.has(directory)) continue;
    const found = await runIn(directory);
    if (found !== undefined) elsewhere.push(found);
  }
  return [...stored, ...elsewhere].map(entryOf);
}

/** Undefined for a query. */
function nameIn(reference: RunReference): string | undefined {
  if (typeof reference === 'string') return reference;
  return 'run' in reference ? reference.run : undefined;
}

/** With what is wrong with the run, where its folder is in one of some places but cannot be read. */
async function withDamage(missing: MissingRun, places: readonly string[]): Promise<MissingRun> {
  const name = nameIn(missing.reference);
  if (name === undefined || name === '') return missing;
  for (const place of places) {
    try {
      await readStoredRun(path.resolve(place, name));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (!isMissingFile(error.cause))
        return { ...missing, reason: localizable('{0}: {1}', name, error.message) };
    }
  }
  return missing;
}

/**
 * The runs of a set, in the order in which they began.
 * @throws UserError when there is none
 */
export async function runsOfSet(
  id: string,
  runsDirectories: readonly string[],
): Promise<readonly RunEntry[]> {
  const entries = (await storedRuns(runsDirectories)).map(entryOf).filter(({ set }) => set === id);
  if (entries.length === 0) {
    throw new UserError(`there is no run of a set "${id}" in ${runsDirectories.join(', ')}`, {
      hint: '--runs DIR names another folder of runs.',
    });
  }
  return entries.reverse();
}

async function storedRuns(runsDirectories: readonly string[]): Promise<readonly StoredRun[]> {
  const index = new RunIndex();
  const changes = index.update([...new Set(runsDirectories)], 'all');
  while ((await changes.next()).done !== true);
  return index.runs;
}

/** Undefined where no run can be read, which the comparison tells of by the name that it has for it. */
async function runIn(directory: string): Promise<StoredRun | undefined> {
  try {
    return await readStoredRun(directory);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function entryOf({ folder, summary, status }: StoredRun): RunEntry {
  const { name, mode, seed, created, engine, configFile, set } = summary;
  return {
    ...{ key: folder.directory, id: folder.id, name, mode, seed, status, created, engine, configFile },
    ...(set === undefined ? {} : { set: set.id }),
  };
}
