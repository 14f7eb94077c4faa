import { existsSync } from 'node:fs';
import { UserError } from '../config/userError';
import type { RunFolder } from './runFolder';

/** A run's folder does not belong any more to the process that trains in it, which must not write there then. */
export class LostRun extends UserError {
  constructor(message: string, hint: string, { directory }: RunFolder) {
    super(message, { kind: 'run', place: { file: directory }, hint });
  }
}

/** What is to be told of a run whose files are not any more where they were while it was trained; undefined where they are. */
export function folderGone(run: RunFolder): LostRun | undefined {
  if (existsSync(run.manifest)) return undefined;
  return new LostRun(
    'the run is gone: its folder was deleted, moved or renamed while the training wrote into it',
    'Where it lies somewhere else now, go on with it there: racecar resume takes the path of a folder.',
    run,
  );
}
