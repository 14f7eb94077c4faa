import { backTransform } from '../eigen/backTransform';
import { divideAndConquer } from '../eigen/divideAndConquer';
import { implicitQl, negligibleIn } from '../eigen/implicitQl';
import { symmetricEigen } from '../eigen/symmetricEigen';
import type { Tridiagonal } from '../eigen/tridiagonalize';
import { tridiagonalize } from '../eigen/tridiagonalize';
import type { Matrix, MatrixProduct } from '../products/matrixProduct';
import type { OnSvdProgress } from '../progress';
import { columnNorms, descending, pickColumns } from './columns';
import { gramMatrix } from './gramMatrix';
import { NEGLIGIBLE, times } from './levels';
import type { Operand } from './operand';
import { operandOf, timesMatrix } from './operand';

/** Values below this share of the largest are found anew: the square root leaves them 1e-16 / share of it as error. */
const GOOD = 1e-4;

/**
 * The singular values alone, descending, good to about 1e-11 of the largest: the eigenvalues of the smaller Gram matrix;
 * where some are small, their part of the matrix is separated and has a Gram matrix of its own.
 *
 * @param matrix      [rows, columns], row by row
 * @param onProgress  may throw to give up
 * @throws UserError for an empty matrix and for a value that is not finite
 */
export async function gramValues(
  matrix: ArrayLike<number>,
  rows: number,
  columns: number,
  product: MatrixProduct,
  onProgress: OnSvdProgress = () => undefined,
): Promise<Float64Array> {
  const operand = operandOf(matrix, rows, columns);
  const gram = await gramMatrix(operand, product, (share) =>
    onProgress({ stage: 'products', fraction: 0.2 * share }),
  );
  const tridiagonal = await tridiagonalize(gram, operand.short, product, (share) =>
    onProgress({ stage: 'tridiagonal', fraction: 0.2 + 0.6 * share }),
  );
  onProgress({ stage: 'eigenvalues', fraction: 0.8 });
  const { diagonal, offDiagonal } = tridiagonal;
  const eigenvalues = diagonal.slice();
  implicitQl(eigenvalues, offDiagonal, negligibleIn(diagonal, offDiagonal));
  const s = eigenvalues.map((value) => Math.sqrt(Math.max(0, value))).sort((a, b) => b - a);
  const least = GOOD * s[0]!;
  const good = s.findIndex((sigma) => sigma < least);
  onProgress({ stage: 'eigenvalues', fraction: 0.9 });
  if (good !== -1 && s[0] !== 0) {
    const image = await smallImage(operand, tridiagonal, s.length - good, product);
    s.set(await valuesOf(image, s[0]!, product), good);
    s.sort((a, b) => b - a);
  }
  onProgress({ stage: 'eigenvalues', fraction: 1 });
  return s.map((sigma) => sigma * 2 ** operand.exponent);
}

/** L times the eigenvectors of the smallest eigenvalues. */
async function smallImage(
  operand: Operand,
  { size, diagonal, offDiagonal, reflectors }: Tridiagonal,
  count: number,
  product: MatrixProduct,
): Promise<Matrix> {
  const eigen = await divideAndConquer(diagonal, offDiagonal, product, () => undefined);
  const smallest = descending(eigen.values).slice(size - count);
  const basis = pickColumns({ values: eigen.vectors, rows: size, columns: size }, smallest);
  await backTransform(reflectors, size, basis.values, count, product, () => undefined);
  return timesMatrix(operand, basis, product);
}

/** Singular values of a matrix by the norms of X Q, level by level; below the negligible the norms are what is known. */
async function valuesOf(x: Matrix, largestOfAll: number, product: MatrixProduct): Promise<number[]> {
  const size = x.columns;
  const norms = columnNorms(x);
  const most = norms.reduce((largest, norm) => Math.max(largest, norm), 0);
  if (most <= NEGLIGIBLE * largestOfAll) return [...norms].sort((a, b) => b - a);
  const gram = await gramMatrix({ a: x, long: x.rows, short: size, isTall: true }, product, () => undefined);
  const largest = most * most * size;
  const { vectors } = await symmetricEigen(
    gram.map((value) => value / largest),
    size,
    product,
    () => undefined,
  );
  const image = await times(x, { values: vectors, rows: size, columns: size }, product);
  const s = columnNorms(image);
  const order = descending(s);
  const least = GOOD * s[order[0]!]!;
  const good = order.filter((i) => s[i]! >= least);
  const rest = order.slice(good.length);
  const values = good.map((i) => s[i]!);
  if (rest.length === 0) return values;
  return [...values, ...(await valuesOf(pickColumns(image, rest), largestOfAll, product))];
}
