import { UserError } from '../../config/userError';
import type { Decompositions } from '../../decomposition/decompositions';
import type { PrincipalReply } from '../../messages/sampleMessages';
import { PRINCIPAL_DIRECTIONS } from '../../messages/sampleMessages';
import { traceOf } from '../dataEnergies';
import type { InputGram } from '../inputGrams';
import { hasInputGram, inputGrams, MOST_INPUTS } from '../inputGrams';
import type { LayerOfRun } from './trainingData';
import { withNetwork } from './trainingData';

/** Inputs up to which the whole decomposition takes no more than a second. */
const WHOLE_UP_TO = 1024;
/** Share of the largest eigenvalue below which there is nothing but what single precision leaves. */
const NOISE = 1e-6;

/**
 * The leading principal directions of a layer's inputs X over the training split, not centred, and the shares of the
 * energy ||X||_F^2 along them: the leading eigenvectors of X^T X and their eigenvalues over its trace. The inputs of a
 * convolution are the patches that its kernel meets.
 *
 * @param wasmFolder  of the wasm backend's .wasm files
 * @throws UserError where the layer has too many inputs, or they are all zero or not finite
 */
export async function principalDirections(
  layer: LayerOfRun,
  decompositions: Decompositions,
  wasmFolder: string,
  signal: AbortSignal,
): Promise<PrincipalReply> {
  const { training, plan } = layer;
  if (!hasInputGram(plan)) {
    throw new UserError(`${plan.name} has more than ${MOST_INPUTS} inputs, too many for all pairs of them`);
  }
  const { grams, samples } = await withNetwork(layer, wasmFolder, (session) =>
    inputGrams(training, session, [plan], { signal }),
  );
  const gram = grams.get(plan.name)!;
  const { vectors, energy } = await leadingDirections(gram, plan.name, decompositions, signal);
  return {
    samples,
    total: training.dataset.train.count,
    arePatches: plan.options.type === 'conv2d',
    length: gram.rows,
    vectors,
    energy,
  };
}

async function leadingDirections(
  { gram, rows }: InputGram,
  layer: string,
  decompositions: Decompositions,
  signal: AbortSignal,
): Promise<Pick<PrincipalReply, 'vectors' | 'energy'>> {
  const total = traceOf(gram, rows);
  if (total === 0) throw new UserError(`the inputs of ${layer} are all zero`);
  if (!Number.isFinite(total)) throw new UserError(`the inputs of ${layer} are not finite`);
  const matrix = { values: gram, rows, columns: rows };
  // Symmetric and positive: its singular values are its eigenvalues.
  const { s, u } =
    rows <= WHOLE_UP_TO
      ? await decompositions.svd(matrix, { signal })
      : await decompositions.approximateTop(matrix, PRINCIPAL_DIRECTIONS, { signal });
  const eigenvalues = s.slice(0, PRINCIPAL_DIRECTIONS).filter((value) => value > NOISE * s[0]!);
  const vectors = new Float32Array(eigenvalues.length * rows);
  eigenvalues.forEach((_, j) => {
    for (let i = 0; i < rows; i++) vectors[j * rows + i] = u[i * s.length + j]!;
  });
  return { vectors: vectors.buffer, energy: Array.from(eigenvalues, (value) => value / total) };
}
