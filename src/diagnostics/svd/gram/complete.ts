import { Random } from '../../../random/random';
import { symmetricEigen } from '../eigen/symmetricEigen';
import type { Matrix, MatrixProduct } from '../products/matrixProduct';
import { columnNorms, descending, writeColumns } from './columns';
import { gramMatrix } from './gramMatrix';
import type { Remainder, Triplets } from './levels';
import { times, without } from './levels';

/**
 * Gives the directions that L maps to nothing their place behind the others: as values what little their images are,
 * as left vectors random ones that are orthonormal and orthogonal to those found.
 */
export async function completeNullSpace(
  found: Triplets,
  { basis, image }: Remainder,
  product: MatrixProduct,
): Promise<void> {
  const norms = columnNorms(image);
  const order = descending(norms);
  const left = await orthonormalBeside(found, image.columns, product);
  writeColumns(left, [...order.keys()], found.left, found.count);
  writeColumns(basis, order, found.right, found.count);
  found.s.set(
    order.map((i) => norms[i]!),
    found.count,
  );
  found.count += order.length;
}

async function orthonormalBeside(
  { left, count }: Triplets,
  columns: number,
  product: MatrixProduct,
): Promise<Matrix> {
  if (count === 0) return leadingUnitVectors(left.rows, columns);
  const random = new Random('null space', left.rows, columns);
  let x: Matrix = {
    values: Float64Array.from({ length: left.rows * columns }, () => random.normal()),
    rows: left.rows,
    columns,
  };
  // Once leaves errors of the square of the condition number; twice leaves none.
  for (let pass = 0; pass < 2; pass++) x = await orthonormalised(await without(left, x, product), product);
  return x;
}

function leadingUnitVectors(rows: number, columns: number): Matrix {
  const values = new Float64Array(rows * columns);
  for (let j = 0; j < columns; j++) values[j * columns + j] = 1;
  return { values, rows, columns };
}

/** X (XᵀX)^-½ in another basis: X W diag(lambda)^-½ with the eigenvectors W of XᵀX. */
async function orthonormalised(x: Matrix, product: MatrixProduct): Promise<Matrix> {
  const size = x.columns;
  const source = { a: x, long: x.rows, short: size, isTall: true };
  const gram = await gramMatrix(source, product, () => undefined);
  const largest = gram.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const { vectors } = await symmetricEigen(
    gram.map((value) => value / largest),
    size,
    product,
    () => undefined,
  );
  const turned = await times(x, { values: vectors, rows: size, columns: size }, product);
  const inverse = columnNorms(turned).map((norm) => 1 / norm);
  for (let i = 0; i < turned.values.length; i++) turned.values[i]! *= inverse[i % size]!;
  return turned;
}
