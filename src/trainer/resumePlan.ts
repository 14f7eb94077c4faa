import { existsSync } from 'node:fs';
import path from 'node:path';
import { problemsOfValue } from '../config/parseConfig';
import { UserError } from '../config/userError';
import type { EngineName } from '../engines/engine';
import { ENGINE_NAMES } from '../engines/engine';
import { actualStatus } from '../runs/liveness';
import type { RunFolder } from '../runs/runFolder';
import type { RunManifest, RunStatus } from '../runs/runManifest';
import { readRunManifest } from '../runs/runManifest';

/** What a run goes on with. */
export interface ResumePlan {
  readonly manifest: RunManifest;
  /** Absolute path of the config file, whose folder relative paths start from. */
  readonly configFile: string;
  /** The one that it began on. */
  readonly engine: EngineName;
}

/**
 * Checks whether a run can go on, but for its data and its checkpoint.
 * @throws UserError when it is finished, running or paused, or its manifest or config cannot be used
 */
export async function planResume(folder: RunFolder): Promise<ResumePlan> {
  const manifest = { ...(await readRunManifest(folder.manifest)), id: folder.id };
  rejectUnlessResumable(folder, actualStatus(manifest));
  rejectUnlessValid(folder, manifest);
  return { manifest, configFile: configFileOf(folder, manifest), engine: engineOf(manifest, folder) };
}

function rejectUnlessResumable({ id, manifest }: RunFolder, status: RunStatus): void {
  const place = { file: manifest };
  if (status === 'finished')
    throw new UserError(`the run ${id} is finished, there is nothing to go on with`, { place });
  if (status === 'running')
    throw new UserError(`the run ${id} is running`, { place, hint: 'Stop it first.' });
  if (status === 'paused')
    throw new UserError(`the run ${id} is paused in another process`, {
      place,
      hint: 'Let it continue there, or stop it first.',
    });
}

/** The recorded config may have been edited, or be of another version. */
function rejectUnlessValid({ manifest: file }: RunFolder, { config }: RunManifest): void {
  const [problem] = problemsOfValue(config);
  if (problem === undefined) return;
  throw new UserError(`the config that the run recorded cannot be used: ${problem.message}`, {
    place: { file },
    hint: 'Was it written by another version of Racecar?',
  });
}

/** The config's folder is where relative paths start; a workspace that was moved is found from the run folder. */
function configFileOf({ directory }: RunFolder, { configFile }: RunManifest): string {
  if (existsSync(path.dirname(configFile))) return configFile;
  return path.resolve(directory, '..', '..', '..', path.basename(configFile));
}

function engineOf({ engine }: RunManifest, { manifest }: RunFolder): EngineName {
  const known = ENGINE_NAMES.find((name) => name === engine);
  if (known === undefined) {
    throw new UserError(`the run's engine is "${engine}", expected one of ${ENGINE_NAMES.join(', ')}`, {
      place: { file: manifest },
      hint: 'A run goes on on the engine it began on, since no other gives the same bits.',
    });
  }
  return known;
}
