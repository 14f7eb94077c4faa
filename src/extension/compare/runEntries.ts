import type { RunEntry } from '../../comparison/runQueries';
import type { StoredRun } from '../../runs/storedRun';

/** The runs that there are as references of comparisons see them. */
export function runEntries(runs: readonly StoredRun[]): RunEntry[] {
  return runs.map(({ folder, summary, status }) => {
    const { id, name, mode, seed, created, engine, configFile, set } = summary;
    return {
      ...{ key: folder.directory, id, name, mode, seed, created, engine, configFile, status },
      ...(set === undefined ? {} : { set: set.id }),
    };
  });
}
