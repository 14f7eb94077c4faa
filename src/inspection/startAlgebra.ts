import os from 'node:os';
import path from 'node:path';
import { startDecompositions } from '../decomposition/decompositions';
import type { AlgebraOptions, KernelAlgebra, KernelMatrix } from './algebra';
import { transposedProducts } from './matrixProducts';

/** Directions of the approximation that comes before a large layer's exact answer. */
const TOP = 32;

/**
 * The algebra of an inspection: decompositions in a thread of their own, products by onnxruntime.
 * @param distFolder holds svd-worker.js
 */
export function startAlgebra(distFolder: string): KernelAlgebra {
  const decompositions = startDecompositions(path.join(distFolder, 'svd-worker.js'));
  const product = transposedProducts(os.availableParallelism());
  return {
    singularValues: (matrix, options = {}) => decompositions.singularValues(matrix, passedOn(options)),
    svd: (matrix, { onApproximate, ...options }) =>
      onApproximate === undefined
        ? decompositions.svd(matrix, passedOn(options))
        : decompositions.progressiveSvd(matrix, { ...passedOn(options), top: TOP, onApproximate }),
    product: (a: KernelMatrix, b: KernelMatrix) => product(a, b),
    close: () => decompositions.close(),
  };
}

/** What the service says of its stages, in words for the user. */
const STAGES = {
  waiting: 'waiting',
  products: 'products',
  tridiagonal: 'reduction',
  eigenvalues: 'singular values',
  vectors: 'singular vectors',
} as const;

function passedOn({ signal, onProgress }: AlgebraOptions) {
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined
      ? {}
      : {
          onProgress: ({ stage, fraction }: { stage: keyof typeof STAGES; fraction: number }) =>
            onProgress(STAGES[stage], fraction),
        }),
  };
}
