import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '../config/userError';
import { hasCode } from './fileErrors';

/** Where the files of a run lie. */
export class RunFolder {
  readonly id: string;

  constructor(readonly directory: string) {
    this.id = path.basename(directory);
  }

  get manifest(): string {
    return path.join(this.directory, 'run.json');
  }

  get metrics(): string {
    return path.join(this.directory, 'metrics.jsonl');
  }

  get snapshots(): string {
    return path.join(this.directory, 'snapshots');
  }

  /** What is needed to continue exactly. */
  get resume(): string {
    return path.join(this.directory, 'resume.safetensors');
  }

  /** What another process asks of the run. */
  get request(): string {
    return path.join(this.directory, 'request.json');
  }

  /** Names the process that trains in the folder. */
  get lock(): string {
    return path.join(this.directory, 'lock.json');
  }

  snapshot(step: number): string {
    return path.join(this.snapshots, `${step}.safetensors`);
  }
}

/** The folder of a config's runs when no other is asked for. */
export function defaultRunsDirectory(configFile: string): string {
  return path.join(path.dirname(configFile), '.racecar', 'runs');
}

/** @throws UserError when the folder cannot be made */
export async function makeRunsDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (thrown) {
    const error = await refusal(directory, thrown);
    const isFile = hasCode(error, 'EEXIST') || hasCode(error, 'ENOTDIR');
    throw new UserError(
      isFile
        ? 'a file is in the way, expected a folder for the runs'
        : `it cannot be made: ${messageOf(error)}`,
      { place: { file: directory }, hint: 'Name another folder with --runs DIR.', cause: error },
    );
  }
}

/** Why a folder cannot be made: where nothing may be written, mkdir says that the folder does not exist. */
async function refusal(directory: string, thrown: unknown): Promise<unknown> {
  if (!hasCode(thrown, 'ENOENT')) return thrown;
  const parent = path.dirname(directory);
  try {
    await access(parent, constants.W_OK);
    return thrown;
  } catch (error) {
    if (hasCode(error, 'ENOENT') && parent !== directory) return refusal(parent, thrown);
    return error;
  }
}
