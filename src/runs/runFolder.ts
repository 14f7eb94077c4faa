import path from 'node:path';
import { messageOf, UserError } from '../config/userError';
import { hasCode } from './fileErrors';
import { makeFolder } from './makeFolder';

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
    await makeFolder(directory);
  } catch (error) {
    throw new UserError(whyNotMade(error), {
      place: { file: directory },
      hint: 'Name another folder with --runs DIR.',
      cause: error,
    });
  }
}

function whyNotMade(error: unknown): string {
  if (hasCode(error, 'EEXIST') || hasCode(error, 'ENOTDIR')) {
    return 'a file is in the way, expected a folder for the runs';
  }
  // The folder above is there, as in /proc.
  if (hasCode(error, 'ENOENT')) return 'it cannot be made: the system makes no folders there';
  return `it cannot be made: ${messageOf(error)}`;
}
