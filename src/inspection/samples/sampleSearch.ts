import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { LayerPlan } from '../../config/networkPlan';
import { UserError } from '../../config/userError';
import { startDecompositions } from '../../decomposition/decompositions';
import type { PatchGeometry } from '../../diagnostics/patches';
import type {
  LayerQuery,
  PrincipalReply,
  SampleQuery,
  SamplesReply,
  Search,
  SearchKind,
  SearchReply,
} from '../../messages/sampleMessages';
import { readTensors } from '../../runs/tensorFile';
import { Evaluator } from '../../trainer/evaluation';
import type { PreparedTraining } from '../../trainer/prepare';
import { layerInputProgram } from '../../training/evaluationPrograms';
import type { InputForm } from './alongDirection';
import { AlongDirection } from './alongDirection';
import { principalDirections } from './principalDirections';
import type { LayerOfRun } from './trainingData';
import { sampleOf, TrainingData, withNetwork } from './trainingData';

/** Samples that are shown of a direction. */
const NEAREST = 8;
/** Milliseconds after which the process listens whether the search is still wanted. */
const PAUSE_MS = 50;

/** Searches the training data of runs; keeps the data of the last one. */
export class SampleSearch {
  private readonly data = new TrainingData();

  /** @param distFolder  of the wasm backend's .wasm files and svd-worker.js */
  constructor(private readonly distFolder: string) {}

  /** @throws as samples and principal do */
  answer(search: Search, signal: AbortSignal): Promise<SearchReply<SearchKind>> {
    return search.kind === 'samples' ? this.samples(search, signal) : this.principal(search, signal);
  }

  /**
   * What of the training split lies along a singular vector of a snapshot: in the first layers the samples themselves,
   * in deeper ones what a forward pass with the snapshot's weights makes of them.
   *
   * @throws UserError where the run, its snapshot or its data cannot be read, or the data are not those of the training
   */
  async samples(query: SampleQuery, signal: AbortSignal): Promise<SamplesReply> {
    const layer = await this.data.layer(query);
    const direction = await directionOf(layer.file, query);
    const { training } = layer;
    const { train } = training.dataset;
    const along = new AlongDirection(direction, formOf(layer.plan), NEAREST);
    const add = this.addTo(along, training, signal);
    if (layer.takesSamples) {
      await add(
        Uint32Array.from({ length: train.count }, (_, i) => i),
        (at) => sampleOf(training, at),
      );
    } else {
      await this.throughNetwork(layer, add);
    }
    return along.reply((at) => sampleOf(training, at));
  }

  /**
   * The principal directions of what a layer meets of the training split.
   *
   * @throws UserError as samples does, and where the layer has too many inputs or they are all zero
   */
  async principal(query: LayerQuery, signal: AbortSignal): Promise<PrincipalReply> {
    const layer = await this.data.layer(query);
    const decompositions = startDecompositions(path.join(this.distFolder, 'svd-worker.js'), {
      cacheBytes: 0,
    });
    try {
      return await principalDirections(layer, decompositions, this.distFolder, signal);
    } finally {
      await decompositions.close();
    }
  }

  /** Runs the samples through the network as the snapshots' data energies were measured. */
  private async throughNetwork(layer: LayerOfRun, add: AddInputs): Promise<void> {
    const { model, dataset } = layer.training;
    await withNetwork(layer, this.distFolder, async (session) => {
      const evaluator = new Evaluator(layer.training, session);
      const program = layerInputProgram(model, layer.index);
      for (const indices of evaluator.chunksOf(dataset.train)) {
        const { x } = evaluator.batch(dataset.train, indices);
        const { input } = await session.run(program, { x });
        const size = input!.data.length / indices.length;
        const data = Float32Array.from(input!.data);
        await add(indices, (_, place) => data.subarray(place * size, (place + 1) * size));
      }
    });
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
}

type AddInputs = (
  indices: Uint32Array,
  inputOf: (index: number, place: number) => Float32Array,
) => Promise<void>;

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
