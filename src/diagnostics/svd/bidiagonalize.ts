import { addScaled, dot, makeReflector, type Rows } from './reflector';

/** A = X B Yᵀ with B upper bidiagonal. */
export interface Bidiagonal {
  /** B[i, i]. */
  readonly diagonal: Float64Array;
  /** B[i, i + 1]. */
  readonly superdiagonal: Float64Array;
  /** X = H_0 H_1 …; row j holds H_j, acting on the entries from j on. */
  readonly left: Rows;
  /** Y = H_0 H_1 …; row j holds H_j, acting on the entries from j + 1 on. */
  readonly right: Rows;
}

/**
 * Householder bidiagonalisation of a square matrix (Golub & Kahan 1965). Every step goes over the matrix twice,
 * along its rows: once for wᵀA, once for both updates, A <- A - w (wᵀA) - y zᵀ.
 *
 * @param a  k rows of length k; destroyed
 */
export function bidiagonalize(a: Float64Array[]): Bidiagonal {
  const k = a.length;
  const diagonal = new Float64Array(k);
  const superdiagonal = new Float64Array(Math.max(k - 1, 0));
  const left = a.map(() => new Float64Array(k));
  const product = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    const w = left[j]!;
    for (let i = j; i < k; i++) w[i] = a[i]![j]!;
    diagonal[j] = makeReflector(w, j, k);
    if (j + 1 === k) break;

    product.fill(0, j + 1);
    for (let i = j; i < k; i++) addScaled(product, w[i]!, a[i]!, j + 1, k);
    const z = a[j]!;
    addScaled(z, -w[j]!, product, j + 1, k);
    superdiagonal[j] = makeReflector(z, j + 1, k);

    const productZ = dot(product, z, j + 1, k);
    for (let i = j + 1; i < k; i++) {
      const y = dot(a[i]!, z, j + 1, k) - w[i]! * productZ;
      updateRow(a[i]!, w[i]!, product, y, z, j + 1);
    }
  }
  return { diagonal, superdiagonal, left, right: a.slice(0, -1) };
}

/** row -= w * product + y * z, from the given entry on. */
function updateRow(
  row: Float64Array,
  w: number,
  product: Float64Array,
  y: number,
  z: Float64Array,
  from: number,
): void {
  for (let i = from; i < row.length; i++) row[i]! -= w * product[i]! + y * z[i]!;
}
