import path from 'node:path';
import type { UnreadableRun } from '../../runs/storedRun';
import type { RunFilter } from './runFilter';
import type { RunRow } from './runRow';

/** The runs of one config. */
export interface RunGroup {
  /** Absolute path; the config itself may be gone. */
  readonly configFile: string;
  /** Those that are shown, the newest first. */
  readonly rows: readonly RunRow[];
  /** Of all, shown or not. */
  readonly total: number;
  /** Folders beside the config that hold no readable run. */
  readonly unreadable: readonly UnreadableRun[];
}

/**
 * Groups runs by their config, in the order of the configs' paths. A config of the workspace has a group though it
 * has no run, as long as nothing is filtered.
 */
export function groupRuns(
  rows: readonly RunRow[],
  unreadable: readonly UnreadableRun[],
  configs: readonly string[],
  filter?: RunFilter,
): RunGroup[] {
  const known = new Set(configs);
  const groups = new Map<string, { rows: RunRow[]; total: number; unreadable: UnreadableRun[] }>();
  const groupOf = (configFile: string): { rows: RunRow[]; total: number; unreadable: UnreadableRun[] } => {
    const group = groups.get(configFile) ?? { rows: [], total: 0, unreadable: [] };
    groups.set(configFile, group);
    return group;
  };
  if (filter === undefined) configs.forEach(groupOf);
  for (const row of rows) {
    const group = groupOf(configOf(row, known));
    group.total += 1;
    if (filter === undefined || filter.fits(row)) group.rows.push(row);
  }
  for (const run of filter === undefined ? unreadable : []) {
    groupOf(configOfFolder(run.folder.directory, configs)).unreadable.push(run);
  }
  return [...groups]
    .map(([configFile, group]) => ({ configFile, ...group }))
    .filter((group) => filter === undefined || group.rows.length > 0)
    .sort((a, b) => a.configFile.localeCompare(b.configFile));
}

/** The config of a run: the one of that name beside the run's folder, should the workspace have been moved. */
export function configOf({ configFile, folder }: RunRow, known: ReadonlySet<string>): string {
  if (folder === undefined || known.has(configFile)) return configFile;
  const beside = path.join(configFolderOf(folder.directory), path.basename(configFile));
  return known.has(beside) ? beside : configFile;
}

/** A folder does not say of which config it is: of the only one beside it, or of none. */
function configOfFolder(directory: string, configs: readonly string[]): string {
  const folder = configFolderOf(directory);
  const beside = configs.filter((config) => path.dirname(config) === folder);
  return beside.length === 1 ? beside[0]! : path.dirname(directory);
}

/** The folder that holds .racecar/runs/<id>. */
function configFolderOf(runDirectory: string): string {
  return path.resolve(runDirectory, '..', '..', '..');
}
