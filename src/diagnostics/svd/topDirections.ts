import { Random } from '../../random/random';
import { symmetricEigen } from './eigen/symmetricEigen';
import { columnNorms, descending, pickColumns } from './gram/columns';
import { times, without } from './gram/levels';
import { leadPositive } from './gram/finish';
import { largestMagnitude, scaleExponent } from './input';
import type { Matrix, MatrixProduct } from './products/matrixProduct';
import type { OnSvdProgress } from './progress';

/** Approximate leading singular triplets. */
export interface TopDirections {
  readonly rows: number;
  readonly columns: number;
  /** Descending; as many as were asked for, or as many as the matrix has. */
  readonly s: Float64Array;
  /** [rows, s.length], row by row. */
  readonly u: Float64Array;
  /** [columns, s.length], row by row. */
  readonly v: Float64Array;
  /** ‖A v - sigma u‖ / sigma_max of each: there is an exact singular value no further away than that. */
  readonly residuals: Float64Array;
}

/** Directions that go through the matrix together. */
const BLOCK = 16;
/** The space searched has so many directions for each that is asked for, and no fewer than so many. */
const DIRECTIONS_FOR_ONE = 4;
const FEWEST_DIRECTIONS = 128;
/** Directions of a block whose length is a smaller share of the longest hold nothing but rounding errors. */
const NEGLIGIBLE = 1e-5;

/**
 * The leading singular directions by block Lanczos bidiagonalisation with full reorthogonalisation (Golub, Luk & Overton
 * 1981). Products with the matrix are in single precision, so that a large one is gone through quickly; the small
 * dense part is in double. Those that stand out come out well; near the edge of a dense bulk values are good to
 * about a hundredth, which the residuals tell.
 *
 * @param matrix      [rows, columns], row by row
 * @param count       directions wanted
 * @param onProgress  may throw to give up
 * @throws UserError for an empty matrix and for a value that is not finite
 */
export async function topDirections(
  matrix: ArrayLike<number>,
  rows: number,
  columns: number,
  count: number,
  product: MatrixProduct,
  onProgress: OnSvdProgress = () => undefined,
): Promise<TopDirections> {
  const exponent = scaleExponent(largestMagnitude(matrix, rows, columns));
  const a: Matrix<Float32Array> = { values: scaledToSingle(matrix, 2 ** -exponent), rows, columns };
  const space = await krylovSpace(a, spaceSize(count, Math.min(rows, columns)), product, onProgress);
  const top = await rayleighRitz(a, space, count, product);
  leadPositive(top.u, top.v);
  const { s, u, v, residuals } = top;
  return { rows, columns, s: s.map((sigma) => sigma * 2 ** exponent), u: u.values, v: v.values, residuals };
}

const spaceSize = (count: number, most: number) =>
  Math.min(most, Math.max(FEWEST_DIRECTIONS, DIRECTIONS_FOR_ONE * count));

function scaledToSingle(matrix: ArrayLike<number>, factor: number): Float32Array {
  const result = new Float32Array(matrix.length);
  for (let i = 0; i < result.length; i++) result[i] = matrix[i]! * factor;
  return result;
}

/** Orthonormal directions Q of the left side [rows, size], and AᵀQ [columns, size]. */
interface Space {
  readonly left: Matrix;
  readonly image: Matrix;
}

async function krylovSpace(
  a: Matrix<Float32Array>,
  size: number,
  product: MatrixProduct,
  onProgress: OnSvdProgress,
): Promise<Space> {
  const lefts: Matrix[] = [];
  const images: Matrix[] = [];
  const random = new Random('top directions', a.rows, a.columns);
  let right: Matrix = {
    values: Float64Array.from({ length: a.columns * BLOCK }, () => random.normal()),
    rows: a.columns,
    columns: BLOCK,
  };
  for (let found = 0; found < size;) {
    const width = Math.min(BLOCK, size - found, right.columns);
    const narrowed = pickColumns(right, [...Array(width).keys()]);
    let left = await throughMatrix(a, narrowed, false, product);
    // Twice: what the first time leaves along the others is not small beside what it leaves of the block.
    for (let pass = 0; pass < 2; pass++) {
      for (const other of lefts) left = await without(other, left, product);
      left = await orthonormal(left, product);
    }
    if (left.columns === 0) break;
    const image = await throughMatrix(a, left, true, product);
    lefts.push(left);
    images.push(image);
    found += left.columns;
    right = await orthonormal(image, product);
    onProgress({ stage: 'products', fraction: Math.min(1, (0.9 * found) / size) });
    if (right.columns === 0) break;
  }
  return { left: sideBySide(lefts, a.rows), image: sideBySide(images, a.columns) };
}

/** A X, or Aᵀ X. */
async function throughMatrix(
  a: Matrix<Float32Array>,
  x: Matrix,
  transposeA: boolean,
  product: MatrixProduct,
): Promise<Matrix> {
  const single = { values: Float32Array.from(x.values), rows: x.rows, columns: x.columns };
  const result = await product.multiplySingle(a, single, { transposeA });
  return {
    values: Float64Array.from(result),
    rows: transposeA ? a.columns : a.rows,
    columns: x.columns,
  };
}

/** Orthonormal columns with the span of X's; fewer where those are dependent. */
async function orthonormal(x: Matrix, product: MatrixProduct): Promise<Matrix> {
  const { vectors, roots, order } = await rightSingular(x, product);
  const longest = roots[order[0]!]!;
  const kept = order.filter((i) => longest > 0 && roots[i]! > NEGLIGIBLE * longest);
  const turned = await times(x, pickColumns(vectors, kept), product);
  const norms = columnNorms(turned);
  for (let i = 0; i < turned.values.length; i++) turned.values[i]! /= norms[i % kept.length]!;
  return turned;
}

/** Right singular vectors of a matrix with few columns, their values, and the descending order of those. */
async function rightSingular(x: Matrix, product: MatrixProduct) {
  const size = x.columns;
  const gram = await product.multiply(x, x, { transposeA: true });
  const largest = gram.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = largest === 0 ? 1 : largest;
  const scaled = gram.map((value) => value / scale);
  const eigen = await symmetricEigen(scaled, size, product, () => undefined);
  const vectors = { values: eigen.vectors, rows: size, columns: size };
  const roots = eigen.values.map((value) => Math.sqrt(Math.max(0, value) * scale));
  return { vectors, roots, order: descending(roots) };
}

/** The best approximations that a space has. */
async function rayleighRitz(
  a: Matrix<Float32Array>,
  { left, image }: Space,
  count: number,
  product: MatrixProduct,
): Promise<{ s: Float64Array; u: Matrix; v: Matrix; residuals: Float64Array }> {
  if (left.columns === 0) return ofZeroMatrix(a, count);
  const { vectors, roots, order } = await rightSingular(image, product);
  const chosen = order.slice(0, count).filter((i) => roots[i]! > 0);
  const turn = pickColumns(vectors, chosen);
  const u = await times(left, turn, product);
  const v = await times(image, turn, product);
  const s = columnNorms(v);
  for (let i = 0; i < v.values.length; i++) v.values[i]! /= s[i % s.length]!;
  const missed = await throughMatrix(a, v, false, product);
  for (let i = 0; i < missed.values.length; i++) missed.values[i]! -= s[i % s.length]! * u.values[i]!;
  const residuals = columnNorms(missed).map((norm) => norm / s[0]!);
  return { s, u, v, residuals };
}

/** Any orthonormal directions will do. */
function ofZeroMatrix({ rows, columns }: Matrix<Float32Array>, count: number) {
  const size = Math.min(count, rows, columns);
  const unit = (length: number): Matrix => {
    const values = new Float64Array(length * size);
    for (let j = 0; j < size; j++) values[j * size + j] = 1;
    return { values, rows: length, columns: size };
  };
  return {
    s: new Float64Array(size),
    u: unit(rows),
    v: unit(columns),
    residuals: new Float64Array(size),
  };
}

function sideBySide(blocks: readonly Matrix[], rows: number): Matrix {
  const columns = blocks.reduce((sum, block) => sum + block.columns, 0);
  const values = new Float64Array(rows * columns);
  let first = 0;
  for (const block of blocks) {
    for (let row = 0; row < rows; row++) {
      const from = row * block.columns;
      values.set(block.values.subarray(from, from + block.columns), row * columns + first);
    }
    first += block.columns;
  }
  return { values, rows, columns };
}
