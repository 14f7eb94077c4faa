import { makeReflector, multiplyByProduct, reflectRows, type Rows } from './reflector';

/** W = L Q of a wide matrix: L lower triangular [k, k], Q the first k rows of … H_1 H_0. */
export interface Lq {
  readonly lower: Float64Array[];
  /** Row j holds the reflector H_j, acting on the entries from j on. */
  readonly reflectors: Rows;
}

/**
 * Householder LQ (the QR of the transpose). A matrix with one much longer side is thereby reduced to a small
 * square one before the expensive part.
 *
 * @param wide  k rows of length l >= k; destroyed
 */
export function lq(wide: Float64Array[]): Lq {
  const k = wide.length;
  const lower = wide.map(() => new Float64Array(k));
  wide.forEach((row, j) => {
    const alpha = makeReflector(row, j, row.length);
    reflectRows(wide, j + 1, k, row, j, row.length);
    lower[j]!.set(row.subarray(0, j));
    lower[j]![j] = alpha;
  });
  return { lower, reflectors: wide };
}

/** Row vectors y of length k become y Q, of length l: the right singular vectors of W from those of L. */
export function timesQ(rows: Rows, { reflectors }: Lq): Float64Array[] {
  const length = reflectors[0]!.length;
  const result = rows.map((row) => {
    const x = new Float64Array(length);
    x.set(row);
    return x;
  });
  multiplyByProduct(result, reflectors, 0);
  return result;
}
