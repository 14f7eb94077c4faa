import { UserError } from '../config/userError';
import type { HostTensors } from '../network/hostTensor';
import type { RunFolder } from '../runs/runFolder';
import { readTensorFile, writeTensorFile } from '../runs/tensorFile';
import { isMissingFile } from '../runs/fileErrors';

/** Everything a training needs to go on exactly: all random draws follow from the seed and the step. */
export interface Checkpoint {
  /** Steps done. */
  readonly step: number;
  /** Of training so far. */
  readonly seconds: number;
  /** Weights and the optimizer's accumulators. */
  readonly state: HostTensors;
  /** Steps of the snapshots taken so far, kept or not. */
  readonly snapshots: readonly number[];
}

export async function writeCheckpoint(run: RunFolder, checkpoint: Checkpoint): Promise<void> {
  await writeTensorFile(run.resume, checkpoint.state, {
    step: String(checkpoint.step),
    seconds: String(checkpoint.seconds),
    snapshots: checkpoint.snapshots.join(' '),
  });
}

/** The run's last checkpoint; undefined when it was ended before its first. */
export async function readCheckpoint(run: RunFolder): Promise<Checkpoint | undefined> {
  let file: Awaited<ReturnType<typeof readTensorFile>>;
  try {
    file = await readTensorFile(run.resume);
  } catch (error) {
    const cause = error instanceof UserError ? error.cause : error;
    if (isMissingFile(cause)) return undefined;
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`the checkpoint cannot be read: ${error.message}`, {
      place: { file: run.resume },
      hint: `Delete it, and the training begins again at step 0; or start a new one from a snapshot, with "training": {"init": {"run": "${run.id}"}}.`,
      cause: error,
    });
  }
  const { step, seconds, snapshots } = file.metadata;
  if (step === undefined || !/^\d+$/.test(step)) {
    throw new UserError('it says no step, expected a checkpoint of a training', {
      place: { file: run.resume },
    });
  }
  return {
    step: Number(step),
    seconds: Number(seconds ?? 0),
    state: file.tensors,
    snapshots: (snapshots ?? '')
      .split(' ')
      .filter((text) => text !== '')
      .map(Number),
  };
}
