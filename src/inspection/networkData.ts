import { openEngine } from '../engines/choose';
import { channelsFirstGram } from '../network/flattenOrder';
import type { HostTensor } from '../network/hostTensor';
import { initialWeights } from '../network/initialWeights';
import type { CheckpointWeights } from '../trainer/checkpointWeights';
import { Evaluator } from '../trainer/evaluation';
import type { PreparedTraining } from '../trainer/prepare';
import type { AlgebraOptions } from './algebra';
import { betweenBlocks } from './betweenBlocks';
import type { DataEnergies, LayerInputs } from './dataEnergies';
import { layerInputs } from './dataEnergies';
import { hasInputGram, inputGrams, MOST_INPUTS } from './inputGrams';
import type { DataTools } from './withData';

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
    const layers = training.model.plan.layers.filter(hasInputGram);
    const { grams, samples } = await inputGrams(training, session, layers, {
      signal: options.signal,
      onProgress: (fraction) => options.onProgress?.('data', 0.2 + 0.6 * fraction),
    });
    const inputs = new Map<string, LayerInputs>();
    for (const [layer, { gram, rows }] of grams) {
      // The directions of the inspected kernel are in the order in which the file has its inputs.
      const order = source.inputOrder(layer);
      const stored = order?.order === 'channelsFirst' ? channelsFirstGram(gram, order.image) : gram;
      inputs.set(names.get(layer)!, await layerInputs(stored, rows, samples, algebra, options.signal));
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
        ...left.map(
          (layer) => `${layer} has more than ${MOST_INPUTS} inputs: its data energy is not computed`,
        ),
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
  const notes = [...source.notes];
  if (missing.length > 0) notes.push(`The file has no ${missing.join(', ')}: taken as a training starts`);
  return { weights, names, notes };
}
