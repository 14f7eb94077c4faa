import { sizeOf } from '../config/networkPlan';
import { openEngine } from '../engines/choose';
import type { EngineSession } from '../engines/engine';
import type { HostTensor } from '../network/hostTensor';
import { initialWeights } from '../network/initialWeights';
import type { CheckpointWeights } from '../trainer/checkpointWeights';
import { Evaluator, outputUnits } from '../trainer/evaluation';
import type { PreparedTraining } from '../trainer/prepare';
import { batchTensors, evenChunks } from '../training/sampleTensors';
import type { AlgebraOptions } from './algebra';
import { betweenBlocks } from './betweenBlocks';
import type { DataEnergies, LayerInputs } from './dataEnergies';
import { layerInputs } from './dataEnergies';
import { inputGramProgram } from './inputGram';
import type { DataTools } from './withData';

/** Inputs of a kernel up to which all pairs of them are looked at. */
const MOST_ROWS = 4096;
/** Values that a pass makes of its chunk of samples, at most. */
const VALUES_AT_ONCE = 2 ** 24;
/** Multiplications for the Gram matrices of all layers; beyond that a part of the samples has to do. */
const MULTIPLICATIONS = 2e11;
const LEAST_SAMPLES = 64;

/**
 * Runs the training samples through a network with the weights of a checkpoint: what reaches each layer, and how well the
 * reverse passes rebuild it.
 */
export async function networkData(
  training: PreparedTraining,
  source: CheckpointWeights,
  { algebra, wasmFolder }: DataTools,
  options: AlgebraOptions,
): Promise<Omit<DataEnergies, 'title'>> {
  const { weights, names, notes } = await networkWeights(training, source, options.signal);
  await betweenBlocks(options.signal);
  const { engine } = await openEngine('auto', { wasmFolder });
  const session = await engine.open(weights);
  try {
    options.onProgress?.('reverse errors', 0.1);
    const errors = await new Evaluator(training, session).reverseErrors(training.dataset.train, () =>
      betweenBlocks(options.signal),
    );
    const { grams, samples } = await inputGrams(training, session, options);
    const inputs = new Map<string, LayerInputs>();
    for (const [layer, { gram, rows }] of grams) {
      inputs.set(names.get(layer)!, await layerInputs(gram, rows, samples, algebra, options.signal));
    }
    const left = [...names.keys()].filter((layer) => !grams.has(layer));
    return {
      samples,
      inputs,
      notes: [
        ...notes,
        ...(samples < training.dataset.train.count
          ? [`Data energies are of ${samples} of the ${training.dataset.train.count} training samples`]
          : []),
        ...left.map((layer) => `${layer} has more than ${MOST_ROWS} inputs: its data energy is not computed`),
      ],
      reverseErrors: Object.fromEntries(
        Object.entries(errors).map(([layer, error]) => [names.get(layer) ?? layer, error]),
      ),
    };
  } finally {
    session.close();
  }
}

/** The network's weights, and by layer the name that the inspection has for it. */
async function networkWeights(
  { model, config }: PreparedTraining,
  source: CheckpointWeights,
  signal?: AbortSignal,
): Promise<{
  readonly weights: Record<string, HostTensor>;
  readonly names: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}> {
  const weights: Record<string, HostTensor> = { ...initialWeights(model.plan, config.training.seed) };
  const names = new Map<string, string>();
  const missing: string[] = [];
  for (const weight of model.weightNames) {
    const tensor = source.tensorOf(weight);
    if (tensor === undefined) {
      missing.push(weight);
      continue;
    }
    weights[weight] = await source.read(weight, tensor, signal);
    if (weight.endsWith('/kernel')) {
      const layer = weight.slice(0, -'/kernel'.length);
      names.set(layer, source.layerNameOf(tensor) ?? layer);
    }
  }
  const notes =
    missing.length === 0 ? [] : [`The file has no ${missing.join(', ')}: taken as a training starts`];
  return { weights, names, notes };
}

/** X^T X of the layers' inputs, over all training samples or as many as can be afforded, evenly spaced. */
async function inputGrams(
  { model, dataset }: PreparedTraining,
  session: EngineSession,
  { signal, onProgress }: AlgebraOptions,
): Promise<{
  readonly grams: ReadonlyMap<string, { readonly gram: Float32Array; readonly rows: number }>;
  readonly samples: number;
}> {
  const layers = model.plan.layers
    .filter(({ hasKernel }) => hasKernel)
    .map(({ name, weights, outputShape }) => ({
      name,
      rows: sizeOf(weights.find((weight) => weight.name === 'kernel')!.shape.slice(0, -1)),
      places: sizeOf(outputShape.slice(0, -1)),
    }))
    .filter(({ rows }) => rows <= MOST_ROWS);
  const cost = layers.reduce((sum, { rows, places }) => sum + places * rows * rows, 0);
  const affordable = Math.max(LEAST_SAMPLES, Math.floor(MULTIPLICATIONS / Math.max(1, cost)));
  const samples = Math.min(dataset.train.count, affordable);
  const perSample = Math.max(1, ...layers.map(({ rows, places }) => rows * places));
  const chunks = evenChunks(samples, Math.max(1, Math.floor(VALUES_AT_ONCE / perSample)));
  const program = inputGramProgram(
    model,
    layers.map(({ name }) => name),
  );
  const units = outputUnits({ model } as PreparedTraining);
  const sums = new Map(layers.map(({ name, rows }) => [name, new Float64Array(rows * rows)]));
  for (const [index, chunk] of chunks.entries()) {
    await betweenBlocks(signal);
    onProgress?.('data', 0.2 + (0.6 * index) / chunks.length);
    const picked = chunk.map((i) => Math.floor((i * dataset.train.count) / samples));
    const { x } = batchTensors(dataset, dataset.train, picked, units);
    const outputs = await session.run(program, { x });
    for (const [name, sum] of sums) {
      const { data } = outputs[name]!;
      for (let i = 0; i < sum.length; i++) sum[i]! += data[i]!;
    }
  }
  const grams = new Map(
    layers.map(({ name, rows }) => [name, { gram: Float32Array.from(sums.get(name)!), rows }] as const),
  );
  return { grams, samples };
}
