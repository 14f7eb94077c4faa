import type { Svd } from '../index';
import type { MatrixProduct } from '../products/matrixProduct';
import type { OnSvdProgress, SvdStage } from '../progress';
import { completeNullSpace } from './complete';
import { finish } from './finish';
import { takeLevels } from './levels';
import { operandOf } from './operand';
import { polish } from './polish';

/** The share of the whole at which each stage of the first level begins; the levels after it take what is left. */
const BEGINS = { products: 0, tridiagonal: 0.1, eigenvalues: 0.55, vectors: 0.7, after: 0.85 } as const;

/**
 * Thin SVD in float64 by the eigenvectors of AᵀA or AAᵀ, whichever is smaller. Nearly all of the work is matrix
 * products, which makes it as fast as LAPACK where those are; levels and a final polish make up for the digits that
 * squares lose. Values good to about 1e-11 of the largest, U and V orthonormal to 1e-12. Conventions as those of `svd`.
 *
 * @param matrix      [rows, columns], row by row
 * @param onProgress  may throw to give up
 * @throws UserError for an empty matrix and for a value that is not finite
 */
export async function gramSvd(
  matrix: ArrayLike<number>,
  rows: number,
  columns: number,
  product: MatrixProduct,
  onProgress: OnSvdProgress = () => undefined,
): Promise<Svd> {
  const operand = operandOf(matrix, rows, columns);
  const { found, rest } = await takeLevels(operand, product, (level, stage, share) =>
    onProgress({ stage, fraction: fractionOf(level, stage, share) }),
  );
  if (rest !== undefined) await completeNullSpace(found, rest, product);
  onProgress({ stage: 'vectors', fraction: 0.95 });
  await polish(found.left, found.s, product);
  const result = finish(found, operand);
  onProgress({ stage: 'vectors', fraction: 1 });
  return result;
}

function fractionOf(level: number, stage: Exclude<SvdStage, 'waiting'>, share: number): number {
  const { [stage]: begin } = BEGINS;
  const ends = [...Object.values(BEGINS)].sort((a, b) => a - b);
  const end = ends.find((value) => value > begin)!;
  const inLevel = begin + share * (end - begin);
  // Every further level halves what is left, whatever its stages are.
  return level === 0
    ? inLevel
    : 0.95 - (0.95 - BEGINS.after) * 2 ** (1 - level) * (1 - inLevel / 2 / BEGINS.after);
}
