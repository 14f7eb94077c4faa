import { UserError } from '../config/userError';
import type { RunFolder } from '../runs/runFolder';
import { snapshotSteps } from '../runs/snapshots';
import { readTensorFileHeader } from '../runs/tensorFile';

/**
 * Reads from a run's last snapshot. Where that is damaged, the error names its file, and the last snapshot before it
 * that can be read.
 */
export async function offeringEarlier<T>(folder: RunFolder, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const steps = await snapshotSteps(folder);
    const last = steps.pop();
    if (last === undefined || error.place?.file !== folder.snapshot(last)) throw error;
    const earlier = await lastReadable(folder, steps);
    const offer =
      earlier === undefined
        ? 'The run has no other snapshot that can be read.'
        : `--step ${earlier} takes the snapshot before it.`;
    const { message, place, hint, kind } = error;
    throw new UserError(message, {
      ...{ place, kind, cause: error },
      hint: hint === undefined ? offer : `${hint}\n  ${offer}`,
    });
  }
}

async function lastReadable(folder: RunFolder, steps: readonly number[]): Promise<number | undefined> {
  for (const step of steps.toReversed()) {
    try {
      await readTensorFileHeader(folder.snapshot(step));
      return step;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return undefined;
}
