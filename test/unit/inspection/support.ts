import type { KernelAlgebra } from '../../../src/inspection/algebra';
import { plainTransposedProduct } from '../../../src/inspection/matrixProducts';
import { decompositionsInProcess } from '../decomposition/support';

/** The algebra of an inspection on this thread. */
export function plainAlgebra(): KernelAlgebra {
  const decompositions = decompositionsInProcess();
  const passedOn = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });
  return {
    singularValues: (matrix, { signal } = {}) => decompositions.singularValues(matrix, passedOn(signal)),
    svd: (matrix, { signal }) => decompositions.svd(matrix, passedOn(signal)),
    product: (a, b) => Promise.resolve(plainTransposedProduct(a, b)),
    close: () => Promise.resolve(),
  };
}
