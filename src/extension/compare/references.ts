import path from 'node:path';
import type { ResolvedRuns, RunEntry } from '../../comparison/runQueries';
import { baselineOf, resolveRuns } from '../../comparison/runQueries';
import type { CompareFile, RunReference } from '../../messages/compareFile';

/** How a file names a run: by its id where one run alone has it, else by its folder's path from the file. */
export function referenceTo(directory: string, entries: readonly RunEntry[], folder: string): RunReference {
  const id = path.basename(directory);
  const found = entries.filter((entry) => entry.id === id);
  if (found.length === 1 && found[0]!.key === directory) return id;
  const relative = path.relative(folder, directory);
  const isNear = !relative.startsWith(`..${path.sep}..`) && !path.isAbsolute(relative);
  return (isNear ? relative : directory).split(path.sep).join('/');
}

/** A reference as it stands in a file of another folder: paths go from there. */
export function relocated(
  reference: RunReference,
  { from, to }: { readonly from: string; readonly to: string },
  entries: readonly RunEntry[],
): RunReference {
  if (typeof reference === 'string') {
    return reference.includes('/') ? referenceTo(path.resolve(from, reference), entries, to) : reference;
  }
  if (!('latest' in reference) || reference.config?.includes('/') !== true) return reference;
  const config = path.relative(to, path.resolve(from, reference.config));
  return { ...reference, config: config.split(path.sep).join('/') };
}

/** With more runs, each once. */
export function withRuns(
  file: CompareFile,
  directories: readonly string[],
  entries: readonly RunEntry[],
  folder: string,
): CompareFile {
  const known = new Set(resolveRuns(file.runs, entries, folder).runs.map(({ key }) => key));
  const added = directories.filter((directory) => !known.has(directory));
  return {
    ...file,
    runs: [...file.runs, ...added.map((directory) => referenceTo(directory, entries, folder))],
  };
}

/** The same comparison with its runs and its baseline by their folders, so that it can lie anywhere. */
export function withFolders(
  file: CompareFile,
  directories: readonly string[],
  entries: readonly RunEntry[],
  folder: string,
): CompareFile {
  const { runs, labels } = resolveRuns(file.runs, entries, folder);
  return {
    ...file,
    ...(file.baseline === undefined ? {} : { baseline: baselineOf(file.baseline, runs, folder) }),
    runs: directories.map((run): RunReference => {
      const label = labels.get(run);
      return label === undefined ? run : { run, label };
    }),
  };
}

/**
 * Whether a reference means a folder, also one that is gone: by its path, or by its id or the beginning of that.
 *
 * @param folder  of the comparison's file
 */
export function meansFolder(reference: RunReference, directory: string, folder: string): boolean {
  if (typeof reference === 'object' && 'latest' in reference) return false;
  const run = typeof reference === 'string' ? reference : reference.run;
  if (run === '') return false;
  return path.basename(directory).startsWith(run) || path.resolve(folder, run) === directory;
}

/** Without a run, also one that is gone; a query that finds it becomes the other runs that it finds. */
export function withoutRun(
  file: CompareFile,
  directory: string,
  entries: readonly RunEntry[],
  folder: string,
): CompareFile {
  const runs = file.runs.flatMap((reference): readonly RunReference[] => {
    const found: ResolvedRuns = resolveRuns([reference], entries, folder);
    if (found.runs.length === 0 && meansFolder(reference, directory, folder)) return [];
    if (!found.runs.some(({ key }) => key === directory)) return [reference];
    return found.runs
      .filter(({ key }) => key !== directory)
      .map(({ key }) => referenceTo(key, entries, folder));
  });
  return { ...file, runs };
}
