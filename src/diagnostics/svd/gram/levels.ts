import type { EigenProgress } from '../eigen/symmetricEigen';
import { symmetricEigen } from '../eigen/symmetricEigen';
import type { Matrix, MatrixProduct } from '../products/matrixProduct';
import { columnNorms, descending, pickColumns, writeColumns } from './columns';
import { gramMatrix } from './gramMatrix';
import type { Operand } from './operand';
import { timesMatrix } from './operand';

/**
 * Of one Gram matrix only singular values above this share of its largest are taken: squares lose half of the digits,
 * so that U = L V / sigma of smaller ones would not be orthogonal.
 */
const TAKEN = 1e-3;
/** Below this share of the largest of all nothing is left but rounding errors. */
export const NEGLIGIBLE = 1e-11;

/** The singular triplets found so far, L V = U diag(s); columns from `count` on are still zero. */
export interface Triplets {
  /** U [long, short]. */
  readonly left: Matrix;
  /** V [short, short]. */
  readonly right: Matrix;
  readonly s: Float64Array;
  count: number;
}

/** Directions of the shorter side that are left, and their image under L with nothing along the U found so far. */
export interface Remainder {
  /** [short, columns]. */
  readonly basis: Matrix;
  /** [long, columns]. */
  readonly image: Matrix;
}

/** What goes on in which level, and the share of it that is done; may throw to give up. */
export type LevelProgress = (
  level: number,
  ...progress: Parameters<EigenProgress> | ['products', number]
) => void;

/**
 * Singular values and vectors from the eigenvectors of LᵀL, level by level: those that are large enough are taken, and
 * the Gram matrix of what remains of L beside them gives the next ones.
 *
 * @returns what was found, and what is left when nothing but rounding errors is
 */
export async function takeLevels(
  operand: Operand,
  product: MatrixProduct,
  onProgress: LevelProgress,
): Promise<{ readonly found: Triplets; readonly rest: Remainder | undefined }> {
  const first = await directions(operand, undefined, product, (...progress) => onProgress(0, ...progress));
  if (largeOnes(first.norms, 0).length === operand.short) return { found: allOf(first), rest: undefined };
  const found = emptyTriplets(operand);
  let rest = await takeLarge(first, found, product);
  for (let level = 1; rest !== undefined; level++) {
    const largest = columnNorms(rest.image).reduce((most, norm) => Math.max(most, norm), 0);
    if (largest <= NEGLIGIBLE * found.s[0]!) break;
    const next = await directions(operand, rest, product, (...progress) => onProgress(level, ...progress));
    rest = await takeLarge(next, found, product);
  }
  return { found, rest };
}

/** Directions of the shorter side, by descending eigenvalue of the Gram matrix, and their images under L. */
interface Directions {
  readonly basis: Matrix;
  readonly image: Matrix;
  /** Of the images: singular values, where they are large enough. */
  readonly norms: Float64Array;
}

async function directions(
  operand: Operand,
  before: Remainder | undefined,
  product: MatrixProduct,
  onProgress: (...progress: Parameters<EigenProgress> | ['products', number]) => void,
): Promise<Directions> {
  const source =
    before === undefined
      ? operand
      : { a: before.image, long: operand.long, short: before.image.columns, isTall: true };
  const size = source.short;
  const gram = await gramMatrix(source, product, (share) => onProgress('products', share));
  const eigen = await symmetricEigen(gram, size, product, onProgress);
  const q = pickColumns({ values: eigen.vectors, rows: size, columns: size }, descending(eigen.values));
  const basis = before === undefined ? q : await times(before.basis, q, product);
  const image =
    before === undefined ? await timesMatrix(operand, q, product) : await times(before.image, q, product);
  return { basis, image, norms: columnNorms(image) };
}

/** Indices of the norms that are large enough for one Gram matrix, the largest first. */
function largeOnes(norms: Float64Array, largestOfAll: number): number[] {
  const order = descending(norms);
  const largest = norms[order[0]!]!;
  const least = Math.max(TAKEN * largest, NEGLIGIBLE * Math.max(largestOfAll, largest));
  return order.filter((i) => norms[i]! > least);
}

/** All directions as they are: the images, brought to length one where they lie, are U. */
function allOf({ basis, image, norms }: Directions): Triplets {
  const factors = norms.map((norm) => 1 / norm);
  const { values, columns } = image;
  for (let from = 0; from < values.length; from += columns) {
    for (let j = 0; j < columns; j++) values[from + j]! *= factors[j]!;
  }
  return { left: image, right: basis, s: norms, count: columns };
}

function emptyTriplets({ long, short }: Operand): Triplets {
  return {
    left: { values: new Float64Array(long * short), rows: long, columns: short },
    right: { values: new Float64Array(short * short), rows: short, columns: short },
    s: new Float64Array(short),
    count: 0,
  };
}

/** Adds the directions that are large enough to those found. Returns the others. */
async function takeLarge(
  { basis, image, norms }: Directions,
  found: Triplets,
  product: MatrixProduct,
): Promise<Remainder | undefined> {
  const taken = largeOnes(norms, found.count === 0 ? 0 : found.s[0]!);
  take(found, basis, image, taken, norms);
  if (taken.length === norms.length) return undefined;
  // Those taken are the first in this order.
  const rest = descending(norms).slice(taken.length);
  return {
    basis: pickColumns(basis, rest),
    image: await without(found.left, pickColumns(image, rest), product),
  };
}

function take(
  found: Triplets,
  basis: Matrix,
  image: Matrix,
  taken: readonly number[],
  norms: Float64Array,
): void {
  found.s.set(
    taken.map((i) => norms[i]!),
    found.count,
  );
  writeColumns(
    image,
    taken,
    found.left,
    found.count,
    Float64Array.from(taken, (i) => 1 / norms[i]!),
  );
  writeColumns(basis, taken, found.right, found.count);
  found.count += taken.length;
}

/** X - U (Uᵀ X): what of X's columns is orthogonal to U's. */
export async function without(u: Matrix, x: Matrix, product: MatrixProduct): Promise<Matrix> {
  const along = await product.multiply(u, x, { transposeA: true });
  const shares = { values: along, rows: u.columns, columns: x.columns };
  return { ...x, values: await product.multiply(u, shares, { minuend: x.values }) };
}

/** X Y. */
export async function times(x: Matrix, y: Matrix, product: MatrixProduct): Promise<Matrix> {
  return { values: await product.multiply(x, y), rows: x.rows, columns: y.columns };
}
