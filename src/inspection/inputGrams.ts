import type { LayerPlan } from '../config/networkPlan';
import { sizeOf } from '../config/networkPlan';
import type { EngineSession } from '../engines/engine';
import { outputUnits } from '../trainer/evaluation';
import type { PreparedTraining } from '../trainer/prepare';
import { batchTensors, evenChunks } from '../training/sampleTensors';
import { betweenBlocks } from './betweenBlocks';
import { inputGramProgram } from './inputGram';

/** Inputs of a kernel up to which all pairs of them are looked at. */
export const MOST_INPUTS = 4096;
/** Values that a pass makes of its chunk of samples, at most. */
const VALUES_AT_ONCE = 2 ** 24;
/** Multiplications for the Gram matrices of all layers; beyond that a part of the samples has to do. */
const MULTIPLICATIONS = 2e11;
const LEAST_SAMPLES = 64;

/** X^T X [rows, rows] of what a layer's kernel meets of the samples. */
export interface InputGram {
  readonly gram: Float32Array;
  readonly rows: number;
}

export interface InputGramOptions {
  readonly signal?: AbortSignal | undefined;
  /** 0 … 1 */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Whether a layer has a kernel whose inputs are few enough for a Gram matrix of them. */
export function hasInputGram(layer: LayerPlan): boolean {
  return layer.hasKernel && inputsOf(layer) <= MOST_INPUTS;
}

/**
 * X^T X of layers' inputs, by name, over all training samples or as many as can be afforded, evenly spaced.
 *
 * @param session  has the network's weights
 * @param layers   for which hasInputGram holds
 */
export async function inputGrams(
  { model, dataset }: PreparedTraining,
  session: EngineSession,
  layers: readonly LayerPlan[],
  { signal, onProgress }: InputGramOptions = {},
): Promise<{ readonly grams: ReadonlyMap<string, InputGram>; readonly samples: number }> {
  const sizes = layers.map((layer) => ({
    name: layer.name,
    rows: inputsOf(layer),
    places: sizeOf(layer.outputShape.slice(0, -1)),
  }));
  const cost = sizes.reduce((sum, { rows, places }) => sum + places * rows * rows, 0);
  const affordable = Math.max(LEAST_SAMPLES, Math.floor(MULTIPLICATIONS / Math.max(1, cost)));
  const samples = Math.min(dataset.train.count, affordable);
  const perSample = Math.max(1, ...sizes.map(({ rows, places }) => rows * places));
  const chunks = evenChunks(samples, Math.max(1, Math.floor(VALUES_AT_ONCE / perSample)));
  const program = inputGramProgram(
    model,
    sizes.map(({ name }) => name),
  );
  const units = outputUnits({ model });
  const sums = new Map(sizes.map(({ name, rows }) => [name, new Float64Array(rows * rows)]));
  for (const [index, chunk] of chunks.entries()) {
    await betweenBlocks(signal);
    onProgress?.(index / chunks.length);
    const picked = chunk.map((i) => Math.floor((i * dataset.train.count) / samples));
    const { x } = batchTensors(dataset, dataset.train, picked, units);
    const outputs = await session.run(program, { x });
    for (const [name, sum] of sums) {
      const { data } = outputs[name]!;
      for (let i = 0; i < sum.length; i++) sum[i]! += data[i]!;
    }
  }
  const grams = new Map(
    sizes.map(({ name, rows }) => [name, { gram: Float32Array.from(sums.get(name)!), rows }] as const),
  );
  return { grams, samples };
}

/** Values that a layer's kernel [.., inputs, outputs] meets at once. */
function inputsOf({ weights }: LayerPlan): number {
  return sizeOf(weights.find(({ name }) => name === 'kernel')!.shape.slice(0, -1));
}
