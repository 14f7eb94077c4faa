import { stat } from 'node:fs/promises';
import path from 'node:path';
import { listOf } from '../checkpoints/lists';
import { UserError } from '../config/userError';
import type { HostTensors } from '../network/hostTensor';
import { isMissingFile } from '../runs/fileErrors';
import type { RunFolder } from '../runs/runFolder';
import type { RunManifest } from '../runs/runManifest';
import { readRunManifest } from '../runs/runManifest';
import { snapshotSteps } from '../runs/snapshots';
import type { TensorHeader } from '../runs/safetensorsHeader';
import { readTensorFileHeader } from '../runs/tensorFile';
import { initialSlots } from '../training/stepProgram';
import type { Checkpoint } from './checkpoint';
import type { PreparedTraining } from './prepare';

/**
 * Checks by its header, without its values, whether a run's checkpoint is one of its training. None, or one that cannot
 * be read, is left to whoever reads all of it.
 *
 * @throws UserError that says what was found and what was expected
 */
export async function rejectOtherCheckpoint(training: PreparedTraining, folder: RunFolder): Promise<void> {
  let header: TensorHeader;
  try {
    header = await readTensorFileHeader(folder.resume);
  } catch (error) {
    if (error instanceof UserError) return;
    throw error;
  }
  const problem = problemOf(header, training);
  if (problem === undefined) return;
  throw new UserError(`the checkpoint is not one of this run: ${problem}`, {
    place: { file: folder.resume },
    hint: 'Was the file replaced, or the config in run.json edited? Bring back what the run wrote, or delete the checkpoint: then the training begins again at step 0.',
  });
}

function problemOf({ tensors, metadata }: TensorHeader, training: PreparedTraining): string | undefined {
  const expected = stateShapes(training);
  const missing = [...expected.keys()].filter((name) => tensors[name] === undefined);
  const others = Object.keys(tensors).filter((name) => !expected.has(name));
  if (missing.length + others.length > 0) {
    return [
      ...(others.length > 0 ? [`it holds ${listOf(others)}, which the training does not have`] : []),
      ...(missing.length > 0 ? [`it lacks ${listOf(missing)}`] : []),
    ].join(', and ');
  }
  for (const [name, shape] of expected) {
    const found = tensors[name]!.shape;
    if (found.join() !== shape.join())
      return `${name}: found the shape [${found.join(', ')}], expected [${shape.join(', ')}]`;
  }
  const step = Number(metadata['step'] ?? 0);
  const { steps } = training;
  return step > steps ? `found the step ${step}, expected one of a training of ${steps} steps` : undefined;
}

/** Shapes of all that a checkpoint of a training holds, by name: its weights and the optimizer's accumulators. */
function stateShapes({ model }: PreparedTraining): ReadonlyMap<string, readonly number[]> {
  const shapes = model.plan.layers.flatMap((layer) =>
    layer.weights.map(({ name, shape }) => [`${layer.name}/${name}`, shape] as const),
  );
  // Only their shapes matter, so the accumulators of weights without values will do.
  const empty = shapes.map(([name, shape]) => [name, { shape, data: new Float32Array(0) }]);
  const slots = Object.entries(initialSlots(model, Object.fromEntries(empty) as HostTensors));
  return new Map([...shapes, ...slots.map(([name, { shape }]) => [name, shape] as const)]);
}

/**
 * Checks, once the folder is this process's own, that nobody trained in it since the manifest was read: with little left
 * to do another process may have taken the run, ended it and given it back.
 *
 * @throws UserError when somebody did
 */
export async function rejectTrainedMeanwhile(
  folder: RunFolder,
  { pid, updated }: RunManifest,
): Promise<void> {
  const now = await readRunManifest(folder.manifest);
  if (now.pid === pid && now.updated === updated) return;
  throw new UserError(`another process trained the run ${folder.id} meanwhile; it is ${now.status} now`, {
    place: { file: folder.manifest },
    hint: 'Look at what it came to; if it is to go on, resume it again.',
  });
}

/**
 * What of a run's records is gone, so that who resumes it knows of the gap.
 * @param checkpoint that it is resumed from; without one the training begins again at step 0
 */
export async function lostRecords(
  folder: RunFolder,
  { step: reached }: RunManifest,
  checkpoint: Checkpoint | undefined,
): Promise<string[]> {
  if (checkpoint === undefined) {
    if (reached === 0) return [];
    const file = path.basename(folder.resume);
    return [
      `there is no ${file}, so the training, which had come to step ${reached}, begins again at step 0`,
    ];
  }
  const { step } = checkpoint;
  if (step === 0) return [];
  const warnings: string[] = [];
  if (await isEmpty(folder.metrics)) {
    warnings.push(
      `${path.basename(folder.metrics)} is gone or empty, so nothing is known of the steps before ${step}`,
    );
  }
  if (checkpoint.snapshots.length > 0 && (await snapshotSteps(folder)).length === 0) {
    warnings.push(`the snapshots are gone, so there are none of the steps before ${step}`);
  }
  return warnings;
}

async function isEmpty(file: string): Promise<boolean> {
  try {
    return (await stat(file)).size === 0;
  } catch (error) {
    if (isMissingFile(error)) return true;
    throw error;
  }
}
