import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '../config/userError';
import { isMissingFile } from './fileErrors';
import { actualStatus } from './liveness';
import { RunFolder } from './runFolder';
import type { RunManifest, RunStatus } from './runManifest';
import { readRunManifest } from './runManifest';

/** A run as a list shows it. */
export interface CatalogueEntry {
  readonly folder: RunFolder;
  readonly manifest: RunManifest;
  /** As it is now; the manifest of a killed run still says "running". */
  readonly status: RunStatus;
  readonly bytes: number;
}

export interface Catalogue {
  /** Newest first. */
  readonly runs: readonly CatalogueEntry[];
  /** Folders that hold no readable run, and why. */
  readonly unreadable: readonly { readonly directory: string; readonly reason: string }[];
}

/** All runs of a runs directory; none where it does not exist. */
export async function readCatalogue(runsDirectory: string): Promise<Catalogue> {
  const runs: CatalogueEntry[] = [];
  const unreadable: { directory: string; reason: string }[] = [];
  for (const id of await runIds(runsDirectory)) {
    const folder = new RunFolder(path.join(runsDirectory, id));
    try {
      runs.push(await readEntry(folder));
    } catch (error) {
      unreadable.push({ directory: folder.directory, reason: messageOf(error) });
    }
  }
  runs.sort((a, b) => b.manifest.created.localeCompare(a.manifest.created));
  return { runs, unreadable };
}

/** Reads a run; a folder that was renamed or copied is the run of its own name. */
export async function readEntry(folder: RunFolder): Promise<CatalogueEntry> {
  const manifest = { ...(await readRunManifest(folder.manifest)), id: folder.id };
  return { folder, manifest, status: actualStatus(manifest), bytes: await diskUse(folder.directory) };
}

/**
 * Finds a run by its id, a unique prefix of it, or the path of its folder.
 *
 * @param runsDirectories searched in turn for ids
 * @param base where a relative path starts from
 * @throws UserError when there is none, or more than one
 */
export async function findRun(
  name: string,
  runsDirectories: readonly string[],
  base = process.cwd(),
): Promise<RunFolder> {
  const byPath = new RunFolder(path.resolve(base, name));
  if (await exists(byPath.manifest)) return byPath;
  const matches: RunFolder[] = [];
  for (const directory of runsDirectories) {
    for (const id of await runIds(directory)) {
      const folder = new RunFolder(path.join(directory, id));
      if (id === name) return folder;
      if (id.startsWith(name) && name !== '') matches.push(folder);
    }
  }
  if (matches.length === 1) return matches[0]!;
  if (matches.length > 1) {
    throw new UserError(`"${name}" fits ${matches.length} runs, expected a prefix of one alone`, {
      hint: `They are ${matches.map((run) => run.id).join(', ')}.`,
    });
  }
  throw new UserError(`there is no run "${name}" in ${runsDirectories.join(', ')}`, {
    hint: 'racecar runs lists the runs; --runs DIR names another folder of runs.',
  });
}

async function runIds(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if (isMissingFile(error)) return [];
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch {
    // Whatever the reason, such as a name too long to be one, there is no run to be read.
    return false;
  }
}

/** Bytes of all files below a folder; files that vanish meanwhile count nothing. */
export async function diskUse(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        try {
          return (await stat(path.join(entry.parentPath, entry.name))).size;
        } catch (error) {
          if (isMissingFile(error)) return 0;
          throw error;
        }
      }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
