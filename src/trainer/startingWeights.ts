import { existsSync } from 'node:fs';
import path from 'node:path';
import type { InitOptions } from '../config/training/init';
import { UserError } from '../config/userError';
import type { HostTensor, HostTensors } from '../network/hostTensor';
import { initialWeights } from '../network/initialWeights';
import { findRun } from '../runs/catalogue';
import { findSnapshot } from '../runs/snapshots';
import type { PreparedTraining } from './prepare';

/** The weights that a training starts from, and what is worth telling about them. */
export interface StartingWeights {
  readonly weights: HostTensors;
  readonly warnings: readonly string[];
}

/**
 * @param runsDirectory where a run that the config starts from is looked for
 * @throws UserError when the file or run is not there, or its weights do not fit
 */
export async function startingWeights(
  training: PreparedTraining,
  runsDirectory: string,
): Promise<StartingWeights> {
  const given = await givenWeights(training, runsDirectory);
  const initial = initialWeights(training.model.plan, training.config.training.seed);
  return { ...given, weights: { ...initial, ...given.weights } };
}

/** The starting weights that the config takes from a file or a run; none when all are drawn. Errors as above. */
export async function givenWeights(
  training: PreparedTraining,
  runsDirectory: string,
): Promise<StartingWeights> {
  const { config, configFile, model } = training;
  const { init } = config.training;
  if (init === undefined) return { weights: {}, warnings: [] };
  const file = await sourceFile(init, path.dirname(configFile), runsDirectory);
  const wanted = model.weightNames.filter(
    (name) => init.layers === undefined || init.layers.includes(layerOf(name)),
  );
  // Only now, since most trainings start from none.
  const [{ openCheckpoint }, { CheckpointWeights }] = await Promise.all([
    import('../checkpoints/openCheckpoint'),
    import('./checkpointWeights'),
  ]);
  const checkpoint = await openCheckpoint(file);
  try {
    const source = new CheckpointWeights(checkpoint, model.plan, init);
    const weights: Record<string, HostTensor> = {};
    const missing: string[] = [];
    for (const name of wanted) {
      const tensor = source.tensorOf(name);
      if (tensor !== undefined) weights[name] = await source.read(name, tensor);
      else if (name.endsWith('/kernel')) throw noKernel(name, source.kernelNames, file);
      else missing.push(name);
    }
    const name = path.basename(file);
    const warnings = source.notes.map((note) => `${name}: ${note}`);
    if (missing.length > 0) warnings.push(`${name} has no ${missing.join(', ')}: they start as usual`);
    return { weights, warnings };
  } finally {
    await checkpoint.close();
  }
}

async function sourceFile(init: InitOptions, base: string, runsDirectory: string): Promise<string> {
  if (init.weights !== undefined) return weightsFile(path.resolve(base, init.weights), init.weights);
  // An id may be of a run beside the config or where this run's own folder is to lie.
  const directories = new Set([runsDirectory, path.join(base, '.racecar', 'runs')]);
  const run = await findRun(init.run!, [...directories], base);
  return (await findSnapshot(run, init.step)).file;
}

/** @throws UserError where it is the folder of a run */
function weightsFile(file: string, given: string): string {
  if (!existsSync(path.join(file, 'run.json'))) return file;
  throw new UserError('It is the folder of a run, expected a file of weights.', {
    place: { file },
    hint: `Start from a run with "training": {"init": {"run": ${JSON.stringify(given)}}} in place of "weights"; "step" says which of its snapshots.`,
  });
}

function noKernel(name: string, kernels: readonly string[], file: string): UserError {
  const list = kernels.length === 0 ? 'no tensor named <layer>/kernel' : kernels.slice(0, 12).join(', ');
  return new UserError(`there is no ${name}, found ${list}`, {
    place: { file },
    hint: 'Say what the layers are called there in training.init.names, or list those that are in it in training.init.layers.',
  });
}

function layerOf(weight: string): string {
  return weight.slice(0, weight.lastIndexOf('/'));
}
