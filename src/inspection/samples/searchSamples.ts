import { existsSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { LayerPlan } from '../../config/networkPlan';
import { UserError } from '../../config/userError';
import { loadDataset } from '../../data';
import { sampleSize } from '../../data/dataset';
import type { PatchGeometry } from '../../diagnostics/patches';
import { openEngine } from '../../engines/choose';
import type { EngineSession } from '../../engines/engine';
import type { SampleQuery, SamplesReply } from '../../messages/sampleMessages';
import { readEntry } from '../../runs/catalogue';
import { RunFolder } from '../../runs/runFolder';
import type { RunManifest } from '../../runs/runManifest';
import { readTensorFileHeader, readTensors } from '../../runs/tensorFile';
import { Evaluator } from '../../trainer/evaluation';
import type { PreparedTraining } from '../../trainer/prepare';
import { prepareResolved } from '../../trainer/prepare';
import { layerInputProgram } from '../../training/evaluationPrograms';
import type { InputForm } from './alongDirection';
import { AlongDirection } from './alongDirection';

/** Samples that are shown of a direction. */
const NEAREST = 8;
/** Milliseconds after which the process listens whether the search is still wanted. */
const PAUSE_MS = 50;

/** Searches the training data of runs; keeps the data of the last one. */
export class SampleSearch {
  private known: { readonly run: string; readonly training: PreparedTraining } | undefined;

  /** @param wasmFolder  of the wasm backend's .wasm files */
  constructor(private readonly wasmFolder: string) {}

  /**
   * What of the training split lies along a singular vector of a snapshot: in the first layers the samples themselves,
   * in deeper ones what a forward pass with the snapshot's weights makes of them.
   *
   * @throws UserError where the run, its snapshot or its data cannot be read, or the data are not those of the training
   */
  async search(query: SampleQuery, signal: AbortSignal): Promise<SamplesReply> {
    const folder = new RunFolder(query.run);
    const training = await this.trainingOf(folder);
    const file = folder.snapshot(query.step);
    await checkData(training, file);
    const layers = training.model.plan.layers;
    const index = layers.findIndex(({ name, hasKernel }) => hasKernel && name === query.layer);
    if (index < 0) throw new UserError(`the run's network has no layer ${query.layer} with a kernel`);
    const direction = await directionOf(file, query);
    const { dataset } = training;
    const along = new AlongDirection(direction, formOf(layers[index]!), NEAREST);
    const add = this.addTo(along, training, signal);
    const takesSamples = layers.slice(0, index).every(({ options }) => options.type === 'flatten');
    if (takesSamples) {
      await add(
        Uint32Array.from({ length: dataset.train.count }, (_, i) => i),
        (at) => sampleOf(training, at),
      );
    } else {
      await this.throughNetwork(training, file, index, add);
    }
    return along.reply((at) => sampleOf(training, at));
  }

  /** Runs the samples through the network as the snapshots' data energies were measured. */
  private async throughNetwork(
    training: PreparedTraining,
    file: string,
    index: number,
    add: AddInputs,
  ): Promise<void> {
    const { model, dataset } = training;
    const { engine } = await openEngine('auto', { wasmFolder: this.wasmFolder });
    const session: EngineSession = await engine.open(await readTensors(file, model.weightNames));
    try {
      const evaluator = new Evaluator(training, session);
      const program = layerInputProgram(model, index);
      for (const indices of evaluator.chunksOf(dataset.train)) {
        const { x } = evaluator.batch(dataset.train, indices);
        const { input } = await session.run(program, { x });
        const size = input!.data.length / indices.length;
        const data = Float32Array.from(input!.data);
        await add(indices, (_, place) => data.subarray(place * size, (place + 1) * size));
      }
    } finally {
      session.close();
    }
  }

  private addTo(along: AlongDirection, { dataset }: PreparedTraining, signal: AbortSignal): AddInputs {
    return async (indices, inputOf) => {
      let began = performance.now();
      for (let place = 0; place < indices.length; place++) {
        const index = indices[place]!;
        along.add(index, dataset.train.labels[index]!, inputOf(index, place));
        if (performance.now() - began < PAUSE_MS) continue;
        await setImmediate();
        signal.throwIfAborted();
        began = performance.now();
      }
      signal.throwIfAborted();
    };
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

type AddInputs = (
  indices: Uint32Array,
  inputOf: (index: number, place: number) => Float32Array,
) => Promise<void>;

/** A workspace that was moved is found from the run folder. */
function configFileOf({ configFile }: RunManifest, { directory }: RunFolder): string {
  if (existsSync(path.dirname(configFile))) return configFile;
  return path.resolve(directory, '..', '..', '..', path.basename(configFile));
}

/** A sample as it goes into the network. */
function sampleOf({ dataset }: PreparedTraining, index: number): Float32Array {
  const size = sampleSize(dataset);
  const sample = new Float32Array(size);
  for (let i = 0; i < size; i++) sample[i] = dataset.train.samples[index * size + i]! * dataset.scale;
  return sample;
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

async function directionOf(file: string, { layer, direction, step }: SampleQuery): Promise<Float32Array> {
  const name = `svd/${layer}`;
  const { [`${name}/u`]: u, [`${name}/index`]: kept } = await readTensors(file, [
    `${name}/u`,
    `${name}/index`,
  ]);
  const column = kept === undefined ? direction : kept.data.indexOf(direction);
  const [rows, columns] = u?.shape ?? [0, 0];
  if (u === undefined || column < 0 || column >= columns!) {
    throw new UserError(`the snapshot of step ${step} does not hold that vector of ${layer}`, {
      place: { file },
    });
  }
  return Float32Array.from({ length: rows! }, (_, row) => u.data[row * columns! + column]!);
}

function formOf({ inputShape, options, weights }: LayerPlan): InputForm {
  if (options.type !== 'conv2d') return { shape: inputShape };
  const [height, width] = weights.find(({ name }) => name === 'kernel')!.shape as [number, number];
  const { strides, padding } = options;
  const geometry: PatchGeometry = {
    kernel: [height, width],
    strides: typeof strides === 'number' ? [strides, strides] : [strides[0], strides[1]],
    padding,
  };
  return { shape: inputShape, geometry };
}
