import type { MatrixProduct } from '../products/matrixProduct';
import { backTransform } from './backTransform';
import type { ColumnEigen } from './divideAndConquer';
import { divideAndConquer } from './divideAndConquer';
import { tridiagonalize } from './tridiagonalize';

/** What of an eigenproblem goes on, and the share of it that is done. */
export type EigenProgress = (stage: 'tridiagonal' | 'eigenvalues' | 'vectors', share: number) => void;

/**
 * Eigenvalues and orthonormal eigenvectors of a symmetric matrix, good to about 1e-15 of the largest eigenvalue.
 *
 * @param matrix      size x size, row by row, entries of about 1 or less; only its lower triangle counts
 * @param onProgress  may throw to give up
 */
export async function symmetricEigen(
  matrix: Float64Array,
  size: number,
  product: MatrixProduct,
  onProgress: EigenProgress,
): Promise<ColumnEigen> {
  const { diagonal, offDiagonal, reflectors } = await tridiagonalize(matrix, size, product, (share) =>
    onProgress('tridiagonal', share),
  );
  const eigen = await divideAndConquer(diagonal, offDiagonal, product, (share) =>
    onProgress('eigenvalues', share),
  );
  await backTransform(reflectors, size, eigen.vectors, size, product, (share) =>
    onProgress('vectors', share),
  );
  return eigen;
}
