import path from 'node:path';
import type { Shape } from '../config/layers/layerDefinition';
import type { NetworkPlan } from '../config/networkPlan';
import type { InitOptions } from '../config/training/init';
import { UserError } from '../config/userError';
import type { HostTensor, HostTensors } from '../network/hostTensor';
import { initialWeights } from '../network/initialWeights';
import { findRun } from '../runs/catalogue';
import { findSnapshot } from '../runs/snapshots';
import { readTensorFile } from '../runs/tensorFile';
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
  const { tensors } = await readTensorFile(file);
  const wanted = model.weightNames.filter(
    (name) => init.layers === undefined || init.layers.includes(layerOf(name)),
  );
  const shapes = shapesOf(model.plan);
  const weights: Record<string, HostTensor> = {};
  const missing: string[] = [];
  for (const name of wanted) {
    const found = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
    if (found !== undefined) weights[name] = fitting(name, found, shapes.get(name)!, file);
    else if (name.endsWith('/kernel')) throw noKernel(name, Object.keys(tensors), file);
    else missing.push(name);
  }
  return {
    weights,
    warnings:
      missing.length === 0
        ? []
        : [`${path.basename(file)} has no ${missing.join(', ')}: they start as usual`],
  };
}

async function sourceFile(init: InitOptions, base: string, runsDirectory: string): Promise<string> {
  if (init.weights !== undefined) return path.resolve(base, init.weights);
  // An id may be of a run beside the config or where this run's own folder is to lie.
  const directories = new Set([runsDirectory, path.join(base, '.racecar', 'runs')]);
  const run = await findRun(init.run!, [...directories], base);
  return (await findSnapshot(run, init.step)).file;
}

function shapesOf(plan: NetworkPlan): Map<string, Shape> {
  const entries = plan.layers.flatMap((layer) =>
    layer.weights.map(({ name, shape }): [string, Shape] => [`${layer.name}/${name}`, shape]),
  );
  return new Map(entries);
}

function fitting(name: string, found: HostTensor, expected: Shape, file: string): HostTensor {
  if (found.shape.join() !== expected.join()) {
    throw new UserError(
      `${name}: found the shape [${found.shape.join(', ')}], expected [${expected.join(', ')}]`,
      { place: { file }, hint: 'Name the layers that fit in training.init.layers, or mend the network.' },
    );
  }
  const bad = found.data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new UserError(`${name}: found ${found.data[bad]} at entry ${bad}, expected finite numbers`, {
      place: { file },
      hint: 'Was it saved after its training had diverged? Take an earlier snapshot.',
    });
  }
  return found;
}

function noKernel(name: string, found: readonly string[], file: string): UserError {
  const kernels = found.filter((tensor) => tensor.endsWith('/kernel'));
  const list = kernels.length === 0 ? 'no tensor named <layer>/kernel' : kernels.join(', ');
  return new UserError(`there is no ${name}, found ${list}`, {
    place: { file },
    hint: 'Name layers as they are in the file, or list those that are in it in training.init.layers.',
  });
}

function layerOf(weight: string): string {
  return weight.slice(0, weight.lastIndexOf('/'));
}
