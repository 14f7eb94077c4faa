import { svd } from '../diagnostics/svd';

/** Directions as the columns of a matrix [rows, columns], row by row, such as svd/<layer>/u of a snapshot. */
export interface Directions {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/** The k columns of the largest weights (singular values or data energies), the largest first. */
export function topDirections(u: Directions, weights: ArrayLike<number>, k: number): Directions {
  const order = Array.from({ length: u.columns }, (_, i) => i)
    .sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0))
    .slice(0, Math.max(0, k));
  const values = new Float64Array(u.rows * order.length);
  for (let row = 0; row < u.rows; row++) {
    order.forEach((column, j) => (values[row * order.length + j] = u.values[row * u.columns + column]!));
  }
  return { rows: u.rows, columns: order.length, values };
}

/**
 * Principal angles between the subspaces that two sets of directions span, ascending, in radians from 0 to pi/2; as many
 * as the smaller subspace has dimensions. Their cosines are the singular values of QaᵀQb; those of small angles, which
 * a cosine near 1 would lose, come from their sines, the singular values of Qb - Qa(QaᵀQb) (Knyazev and Argentati, SIAM
 * Journal on Scientific Computing 23, 2002).
 *
 * @throws Error where the directions are not of one space
 */
export function principalAngles(a: Directions, b: Directions): Float64Array {
  if (a.rows !== b.rows)
    throw new Error(`Directions of ${a.rows} and of ${b.rows} numbers span no common space.`);
  const [qa, qb] = [orthonormal(a), orthonormal(b)];
  const [large, small] = qa.length >= qb.length ? [qa, qb] : [qb, qa];
  if (small.length === 0) return new Float64Array(0);
  const products = small.map((direction) => large.map((other) => dot(direction, other)));
  const rest = small.map((direction, i) => without(direction, large, products[i]!));
  const cosines = singularValues(products);
  // Ascending sines belong to descending cosines.
  const sines = singularValues(rest).reverse();
  return Float64Array.from(cosines, (cosine, i) => {
    const sine = Math.min(1, sines[i]!);
    return cosine * cosine < 0.5 ? Math.acos(Math.min(1, cosine)) : Math.asin(sine);
  });
}

/** Columns made orthonormal, in float64, by Gram and Schmidt twice; those that depend on others before them are left out. */
function orthonormal({ rows, columns, values }: Directions): Float64Array[] {
  const basis: Float64Array[] = [];
  for (let j = 0; j < columns; j++) {
    const column = Float64Array.from({ length: rows }, (_, i) => values[i * columns + j]!);
    const length = Math.sqrt(dot(column, column));
    if (length === 0) continue;
    for (let pass = 0; pass < 2; pass++) {
      for (const direction of basis) subtract(column, direction, dot(column, direction));
    }
    const left = Math.sqrt(dot(column, column));
    if (left > 1e-6 * length) basis.push(column.map((value) => value / left));
  }
  return basis;
}

function without(
  direction: Float64Array,
  basis: readonly Float64Array[],
  products: readonly number[],
): Float64Array {
  const rest = Float64Array.from(direction);
  basis.forEach((other, j) => subtract(rest, other, products[j]!));
  return rest;
}

function subtract(from: Float64Array, direction: Float64Array, factor: number): void {
  for (let i = 0; i < from.length; i++) from[i] = from[i]! - factor * direction[i]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Of a matrix given by its rows, as many as there are rows, descending. */
function singularValues(rows: readonly ArrayLike<number>[]): Float64Array {
  const columns = rows[0]!.length;
  const flat = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => flat.set(row, i * columns));
  const found = svd(flat, rows.length, columns, { vectors: false }).s;
  const all = new Float64Array(rows.length);
  all.set(found);
  return all;
}
