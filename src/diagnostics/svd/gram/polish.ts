import type { Matrix, MatrixProduct } from '../products/matrixProduct';
import { pickColumns, writeColumns } from './columns';

/** Left vectors of singular values above this share of the largest are orthonormal to 1e-13 as they are. */
const GOOD = 0.1;
/** Departures below this leave, squared, nothing to be seen. */
const SMALL_ENOUGH = 1e-8;
const MOST_STEPS = 4;

/**
 * Makes U orthonormal to rounding errors by a Newton-Schulz step, U <- 1.5 U - 0.5 U (UᵀU) (Björck & Bowie 1971),
 * on those columns that can be in need of it: the ones of smaller singular values. They are turned, away from the others, by as much
 * as sigma is smaller than the largest.
 *
 * @param left  U [long, short], almost orthonormal; changed in place
 * @param s     descending
 */
export async function polish(left: Matrix, s: Float64Array, product: MatrixProduct): Promise<void> {
  const least = GOOD * s[0]!;
  const first = s.findIndex((sigma) => sigma <= least);
  if (first === -1) return;
  const columns = Array.from({ length: s.length - first }, (_, i) => first + i);
  for (let step = 0; step < MOST_STEPS; step++) {
    const part = pickColumns(left, columns);
    const inner = await product.multiply(left, part, { transposeA: true });
    const departure = toCorrections(inner, first, columns.length);
    const corrections = { values: inner, rows: left.columns, columns: columns.length };
    const better = await product.multiply(left, corrections, { minuend: part.values });
    writeColumns({ ...part, values: better }, [...columns.keys()], left, first);
    if (departure < SMALL_ENOUGH) return;
  }
}

/**
 * UᵀX of the columns X to be polished becomes the shares of U's columns that are to be taken from them: all of it for the
 * others, half of it minus the identity among themselves.
 *
 * @returns the largest departure from what it should be
 */
function toCorrections(inner: Float64Array, first: number, columns: number): number {
  let departure = 0;
  for (let i = 0; i < inner.length; i++) {
    const row = Math.floor(i / columns);
    const own = row - first;
    if (own === i % columns) inner[i]! -= 1;
    departure = Math.max(departure, Math.abs(inner[i]!));
    if (own >= 0) inner[i]! *= 0.5;
  }
  return departure;
}
