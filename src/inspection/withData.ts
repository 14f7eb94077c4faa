import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseConfig } from '../config/parseConfig';
import { UserError } from '../config/userError';
import { loadDataset } from '../data';
import type { Dataset } from '../data/dataset';
import { sampleSize } from '../data/dataset';
import { countOf, listOf } from '../checkpoints/lists';
import { inputOrderOf, isOwnFile } from '../trainer/checkpointInputs';
import type { WeightSource } from '../trainer/checkpointWeights';
import { CheckpointWeights } from '../trainer/checkpointWeights';
import { readConfigText } from '../trainer/configFile';
import type { PreparedTraining } from '../trainer/prepare';
import { prepareResolved, prepareTraining } from '../trainer/prepare';
import type { AlgebraOptions, KernelAlgebra } from './algebra';
import { betweenBlocks } from './betweenBlocks';
import type { DataEnergies } from './dataEnergies';
import { layerInputs } from './dataEnergies';
import type { Inspection } from './inspection';
import { networkData } from './networkData';
import { pixelGram } from './pixelGram';

export interface DataTools {
  readonly algebra: KernelAlgebra;
  /** Folder of the wasm backend's .wasm files. */
  readonly wasmFolder: string;
}

/**
 * Finds out what data show of a checkpoint's layers. Where the config's layers are those of the checkpoint, the data go
 * through the network, and every layer's inputs and reverse errors are known; else only those of a layer that takes the
 * samples as they are.
 *
 * @param config absolute path of the config whose data (and network, and names of layers) are taken; the run's by default
 * @throws UserError where there is no config, it or its data cannot be read, or no layer takes them
 */
export async function bringData(
  inspection: Inspection,
  config: string | undefined,
  tools: DataTools,
  options: AlgebraOptions = {},
): Promise<DataEnergies> {
  options.onProgress?.('reading the data', 0);
  const training = await prepare(inspection, config);
  const { dataset } = training;
  await betweenBlocks(options.signal);
  const name = path.basename(training.configFile, '.racecar.json');
  const samples = countOf(dataset.train.count, 'training sample');
  const title = `${name} (${training.config.data.kind}), ${samples}`;
  const init = weightSource(inspection, training);
  const source = new CheckpointWeights(inspection.checkpoint, training.model.plan, init);
  const missing = missingKernels(training, source);
  if (missing.length === 0) {
    return { title, ...(await networkData(training, source, tools, options)) };
  }
  const found = await pixelData(inspection, dataset, init, tools, options);
  return {
    title,
    ...found,
    notes: [
      `The network of the config is not that of the file (${listOf(missing)}), so the data do not go through it: only what takes the samples as they are is measured`,
      ...found.notes,
    ],
  };
}

/** What the config says of the file: nothing where Racecar wrote it with the network's own names. */
function weightSource({ run, checkpoint }: Inspection, { model, config }: PreparedTraining): WeightSource {
  const names = new Set(checkpoint.tensors.map(({ info }) => info.name));
  const isOwn = isOwnFile(checkpoint) && model.weightNames.every((name) => names.has(name));
  if (run !== undefined || isOwn) return {};
  const { names: given, flatten } = config.training.init ?? {};
  return { names: given, flatten };
}

/** Kernels of the config's network that the checkpoint does not have, and why; and weights that several tensors may be. */
function missingKernels({ model: { weightNames } }: PreparedTraining, source: CheckpointWeights): string[] {
  const told = weightNames.flatMap((weight) => {
    try {
      const tensor = source.tensorOf(weight);
      if (!weight.endsWith('/kernel')) return [];
      return tensor === undefined ? [`no ${weight}`] : (source.misfit(weight, tensor) ?? []);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return [error.message];
    }
  });
  // What several weights have in common is said once.
  return [...new Set(told)];
}

async function prepare({ run, opened }: Inspection, config: string | undefined): Promise<PreparedTraining> {
  if (config !== undefined) {
    return prepareTraining(parseConfig(await readConfigText(config, config), config), config);
  }
  if (run === undefined) {
    throw new UserError('No data are known for a file.', {
      place: { file: opened.file },
      hint: 'Name a config whose data it is to be seen with.',
    });
  }
  const { manifest, folder } = run;
  // A workspace that was moved is found from the run folder.
  const configFile = existsSync(path.dirname(manifest.configFile))
    ? manifest.configFile
    : path.resolve(folder.directory, '..', '..', '..', path.basename(manifest.configFile));
  const dataset = await loadDataset(manifest.config.data, path.dirname(configFile));
  return prepareResolved(manifest.config, configFile, dataset);
}

/** The first dense layer whose inputs are as many as a sample has values. */
async function pixelData(
  inspection: Inspection,
  dataset: Dataset,
  { flatten }: WeightSource,
  { algebra }: DataTools,
  options: AlgebraOptions,
): Promise<Pick<DataEnergies, 'samples' | 'notes' | 'inputs' | 'reverseErrors'>> {
  const size = sampleSize(dataset);
  const kernel = [...inspection.kernels.values()].find(
    ({ kind, form }) => kind !== 'conv' && form.rows === size,
  );
  if (kernel === undefined) {
    throw new UserError(`No layer takes the ${size} values of a sample (${dataset.shape.join(' x ')}).`, {
      place: { file: inspection.opened.file },
      hint: 'Give a config whose network has the layers of the file; training.init.names says what they are called there.',
    });
  }
  const { checkpoint, kernels } = inspection;
  const { order, why } = inputOrderOf(kernel, dataset.shape, checkpoint, kernels.values(), flatten);
  const hasOrders = dataset.shape[2] > 1 && size > dataset.shape[2];
  const channelsFirst = hasOrders && order === 'channelsFirst';
  const { gram, samples } = await pixelGram(dataset, channelsFirst, algebra, options);
  const inputs = await layerInputs(gram, size, samples, algebra, options.signal);
  const note = `${kernel.name} is taken for the layer that sees the samples, since it has ${size} inputs`;
  return {
    samples,
    notes: [
      note,
      ...(hasOrders && why !== undefined
        ? [`Samples are taken ${channelsFirst ? 'channel by channel' : 'pixel by pixel'}, ${why}`]
        : []),
    ],
    inputs: new Map([[kernel.name, inputs]]),
    reverseErrors: {},
  };
}
