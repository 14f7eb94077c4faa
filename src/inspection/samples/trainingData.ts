import { existsSync } from 'node:fs';
import path from 'node:path';
import type { LayerPlan } from '../../config/networkPlan';
import { UserError } from '../../config/userError';
import { loadDataset } from '../../data';
import { sampleSize } from '../../data/dataset';
import { openEngine } from '../../engines/choose';
import type { EngineSession } from '../../engines/engine';
import type { LayerQuery } from '../../messages/sampleMessages';
import { readEntry } from '../../runs/catalogue';
import { RunFolder } from '../../runs/runFolder';
import type { RunManifest } from '../../runs/runManifest';
import { readTensorFileHeader, readTensors } from '../../runs/tensorFile';
import type { PreparedTraining } from '../../trainer/prepare';
import { prepareResolved } from '../../trainer/prepare';

/** A layer of a run, with the data that the run was trained on. */
export interface LayerOfRun {
  readonly training: PreparedTraining;
  /** The snapshot's file. */
  readonly file: string;
  readonly plan: LayerPlan;
  /** Place of the layer in the network. */
  readonly index: number;
  /** Whether it meets the samples themselves: there is nothing but flatten layers before it. */
  readonly takesSamples: boolean;
}

/** Finds the training data of runs; keeps those of the last one. */
export class TrainingData {
  private known: { readonly run: string; readonly training: PreparedTraining } | undefined;

  /** @throws UserError where the run, its snapshot or its data cannot be read, or the data are not those of the training */
  async layer({ run, step, layer }: LayerQuery): Promise<LayerOfRun> {
    const folder = new RunFolder(run);
    const training = await this.trainingOf(folder);
    const file = folder.snapshot(step);
    await checkData(training, file);
    const { layers } = training.model.plan;
    const index = layers.findIndex(({ name, hasKernel }) => hasKernel && name === layer);
    if (index < 0) throw new UserError(`the run's network has no layer ${layer} with a kernel`);
    const takesSamples = layers.slice(0, index).every(({ options }) => options.type === 'flatten');
    return { training, file, plan: layers[index]!, index, takesSamples };
  }

  private async trainingOf(folder: RunFolder): Promise<PreparedTraining> {
    if (this.known?.run === folder.directory) return this.known.training;
    this.known = undefined;
    const { manifest } = await readEntry(folder);
    const configFile = configFileOf(manifest, folder);
    const dataset = await loadDataset(manifest.config.data, path.dirname(configFile));
    const training = prepareResolved(manifest.config, configFile, dataset);
    this.known = { run: folder.directory, training };
    return training;
  }
}

/**
 * Opens the network with the weights of the snapshot for as long as something is done with it.
 * @param wasmFolder  of the wasm backend's .wasm files
 */
export async function withNetwork<Result>(
  { training, file }: LayerOfRun,
  wasmFolder: string,
  work: (session: EngineSession) => Promise<Result>,
): Promise<Result> {
  const { engine } = await openEngine('auto', { wasmFolder });
  const session = await engine.open(await readTensors(file, training.model.weightNames));
  try {
    return await work(session);
  } finally {
    session.close();
  }
}

/** A sample as it goes into the network. */
export function sampleOf({ dataset }: PreparedTraining, index: number): Float32Array {
  const size = sampleSize(dataset);
  const sample = new Float32Array(size);
  for (let i = 0; i < size; i++) sample[i] = dataset.train.samples[index * size + i]! * dataset.scale;
  return sample;
}

/** A workspace that was moved is found from the run folder. */
function configFileOf({ configFile }: RunManifest, { directory }: RunFolder): string {
  if (existsSync(path.dirname(configFile))) return configFile;
  return path.resolve(directory, '..', '..', '..', path.basename(configFile));
}

/** The snapshot's probes are samples of the training: where the data have others in their place, they are not its data. */
async function checkData(training: PreparedTraining, file: string): Promise<void> {
  const { metadata } = await readTensorFileHeader(file);
  const probes = (await readTensors(file, ['probe/x']))['probe/x'];
  const indices = metadata.probeIndices?.split(' ').map(Number) ?? [];
  if (probes === undefined || indices.length === 0) return;
  const size = sampleSize(training.dataset);
  const isSame = (index: number, probe: number) =>
    index < training.dataset.train.count &&
    sampleOf(training, index).every((value, i) => value === probes.data[probe * size + i]);
  if (probes.data.length === indices.length * size && indices.every(isSame)) return;
  throw new UserError('the training data are not those that the run was trained on');
}
