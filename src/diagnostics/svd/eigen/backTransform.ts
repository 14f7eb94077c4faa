import type { MatrixProduct } from '../products/matrixProduct';
import type { Reflectors } from './tridiagonalize';

/** Reflectors that are applied together; more of them for larger matrices, where the copies of the matrix cost more. */
const panelFor = (size: number) => (size <= 256 ? 32 : size <= 768 ? 64 : 128);
/** Up to this size the reflectors are applied one by one. */
const UNBLOCKED = 32;

/**
 * Z <- H_{n-1} … H_2 H_1 Z: eigenvectors of the tridiagonal matrix become those of the matrix it was made from. The
 * reflectors go in panels of the form I - V T Vᵀ (Schreiber & Van Loan 1989), so that nearly all of it is matrix products.
 *
 * @param z        size x columns, row by row; overwritten
 * @param onPanel  called with the share that is done; may throw to give up
 */
export async function backTransform(
  reflectors: Reflectors,
  size: number,
  z: Float64Array,
  columns: number,
  product: MatrixProduct,
  onPanel: (share: number) => void,
): Promise<void> {
  if (size <= UNBLOCKED) {
    for (let i = 1; i < size; i++) applyReflector(reflectors, i, z, columns);
    return;
  }
  const panel = panelFor(size);
  for (let first = 1; first < size; first += panel) {
    const end = Math.min(size, first + panel);
    await applyPanel(reflectors, first, end, z, columns, product);
    onPanel((end / size) ** 2);
  }
}

/** Z <- H_i Z, on the first i rows. */
function applyReflector({ tau, vector }: Reflectors, i: number, z: Float64Array, columns: number): void {
  const v = vector(i);
  const sums = new Float64Array(columns);
  for (let row = 0; row < i; row++) {
    const factor = v[row]!;
    for (let j = 0; j < columns; j++) sums[j]! += factor * z[row * columns + j]!;
  }
  for (let row = 0; row < i; row++) {
    const factor = tau[i]! * v[row]!;
    for (let j = 0; j < columns; j++) z[row * columns + j]! -= factor * sums[j]!;
  }
}

/** Z <- H_{end-1} … H_first Z = (I - V T Vᵀ) Z. */
async function applyPanel(
  reflectors: Reflectors,
  first: number,
  end: number,
  z: Float64Array,
  columns: number,
  product: MatrixProduct,
): Promise<void> {
  const count = end - first;
  const rows = end - 1;
  // Row q of Vᵀ is the vector of H_{end-1-q}: in the order of the factors.
  const vt = { values: new Float64Array(count * rows), rows: count, columns: rows };
  const tau = new Float64Array(count);
  for (let q = 0; q < count; q++) {
    vt.values.set(reflectors.vector(end - 1 - q), q * rows);
    tau[q] = reflectors.tau[end - 1 - q]!;
  }
  const inner = await product.multiply(vt, vt, { transposeB: true });
  const t = { values: triangularFactor(inner, tau), rows: count, columns: count };
  const part = { values: z.subarray(0, rows * columns), rows, columns };
  const projected = { values: await product.multiply(vt, part), rows: count, columns };
  const turned = { values: await product.multiply(t, projected), rows: count, columns };
  await product.multiply(vt, turned, { transposeA: true, minuend: part.values, into: part.values });
}

/** The upper triangular T of H_0 H_1 … = I - V T Vᵀ, from the inner products of V's columns. */
function triangularFactor(inner: Float64Array, tau: Float64Array): Float64Array {
  const count = tau.length;
  const t = new Float64Array(count * count);
  const column = new Float64Array(count);
  for (let q = 0; q < count; q++) {
    for (let p = 0; p < q; p++) column[p] = inner[p * count + q]!;
    for (let r = 0; r < q; r++) {
      let sum = 0;
      for (let p = r; p < q; p++) sum += t[r * count + p]! * column[p]!;
      t[r * count + q] = -tau[q]! * sum;
    }
    t[q * count + q] = tau[q]!;
  }
  return t;
}
