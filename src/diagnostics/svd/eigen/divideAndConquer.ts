import { Workspace } from '../kernels/workspace';
import type { Matrix, MatrixProduct } from '../products/matrixProduct';
import type { Eigen, RankOneProblem } from './deflate';
import { joinHalves } from './deflate';
import { implicitQl, negligibleIn } from './implicitQl';
import type { RankOneEigen } from './rankOneEigen';
import { blockLengths, solveRankOne } from './rankOneEigen';

/** Parts of this size are done by implicit QL. */
const LEAF = 32;

/** Eigenvalues in no order; column j of the square matrix of vectors, row by row, belongs to value j. */
export interface ColumnEigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/**
 * Eigenvalues and orthonormal eigenvectors of a symmetric tridiagonal matrix: it is torn into halves, and those are
 * joined by a rank-one update (Cuppen 1981; Gu & Eisenstat 1995). Most of the work is matrix products.
 *
 * @param onPart  called with the share that is done; may throw to give up
 */
export async function divideAndConquer(
  diagonal: Float64Array,
  offDiagonal: Float64Array,
  product: MatrixProduct,
  onPart: (share: number) => void,
): Promise<ColumnEigen> {
  const size = diagonal.length;
  let done = 0;
  const onJoined = (part: number) => {
    // All parts of one size cost a quarter of what those of twice the size do.
    done += (part / size) ** 3;
    onPart(Math.min(1, 0.75 * done));
  };
  const negligible = negligibleIn(diagonal, offDiagonal);
  if (size <= LEAF) return columnsOf(leaf(diagonal, offDiagonal, negligible));
  const workspace = new Workspace(blockLengths(size));
  const halves = await solveHalves(diagonal, offDiagonal, {
    product,
    workspace,
    negligible,
    onJoined,
  });
  const problem = joinHalves(halves.top, halves.bottom, halves.coupling);
  const solved = solveRankOne(problem, workspace);
  onPart(0.4);
  const [top, bottom] = await columnParts(problem, solved, halves, product);
  onPart(1);
  return arrangeColumns(problem, solved, top, bottom, halves.top.size);
}

interface Tools {
  readonly product: MatrixProduct;
  readonly workspace: Workspace;
  /** What counts as zero in the whole matrix. */
  readonly negligible: number;
  /** Called with the size of every part that is done. */
  readonly onJoined: (size: number) => void;
}

interface Halves {
  readonly top: Eigen;
  readonly bottom: Eigen;
  readonly coupling: number;
}

/** The eigenproblems of T_1 and T_2 of T = diag(T_1, T_2) + |coupling| u uᵀ. */
async function solveHalves(diagonal: Float64Array, offDiagonal: Float64Array, tools: Tools): Promise<Halves> {
  const size = diagonal.length;
  const split = size >> 1;
  const coupling = offDiagonal[split - 1]!;
  const upper = diagonal.slice(0, split);
  const lower = diagonal.slice(split);
  upper[split - 1]! -= Math.abs(coupling);
  lower[0]! -= Math.abs(coupling);
  const top = await solvePart(upper, offDiagonal.subarray(0, split - 1), tools);
  const bottom = await solvePart(lower, offDiagonal.subarray(split), tools);
  return { top, bottom, coupling };
}

async function solvePart(diagonal: Float64Array, offDiagonal: Float64Array, tools: Tools): Promise<Eigen> {
  if (diagonal.length <= LEAF) return leaf(diagonal, offDiagonal, tools.negligible);
  const { product, workspace, onJoined } = tools;
  const halves = await solveHalves(diagonal, offDiagonal, tools);
  const problem = joinHalves(halves.top, halves.bottom, halves.coupling);
  const solved = solveRankOne(problem, workspace);
  const count = solved.values.length;
  const top = await product.multiply(
    { values: solved.topShares, rows: count, columns: solved.topIndices.length },
    gather(problem, solved.topIndices, 'top', halves.top.size),
  );
  const bottom = await product.multiply(
    { values: solved.bottomShares, rows: count, columns: solved.bottomIndices.length },
    gather(problem, solved.bottomIndices, 'bottom', halves.bottom.size),
  );
  onJoined(diagonal.length);
  return arrangeRows(problem, solved, top, bottom, halves.top.size);
}

function leaf(diagonal: Float64Array, offDiagonal: Float64Array, negligible: number): Eigen {
  const size = diagonal.length;
  const values = diagonal.slice();
  const rows = new Float64Array(size * size);
  for (let i = 0; i < size; i++) rows[i * size + i] = 1;
  implicitQl(values, offDiagonal, negligible, rows);
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => vectors.set(rows.subarray(from * size, (from + 1) * size), to * size));
  return { size, values: Float64Array.from(order, (i) => values[i]!), vectors };
}

/** The parts of chosen vectors, a row each. */
function gather(
  { vectors }: RankOneProblem,
  indices: readonly number[],
  part: 'top' | 'bottom',
  length: number,
): Matrix {
  const values = new Float64Array(indices.length * length);
  indices.forEach((index, row) => values.set(vectors[index]![part]!, row * length));
  return { values, rows: indices.length, columns: length };
}

/** All eigenvectors as rows in ascending order of their values. */
function arrangeRows(
  { vectors, poles, settled }: RankOneProblem,
  solved: RankOneEigen,
  top: Float64Array,
  bottom: Float64Array,
  split: number,
): Eigen {
  const size = poles.length;
  const rest = size - split;
  const known = [...settled].sort((a, b) => poles[a]! - poles[b]!);
  const result = { size, values: new Float64Array(size), vectors: new Float64Array(size * size) };
  let next = 0;
  let nextKnown = 0;
  for (let row = 0; row < size; row++) {
    const index = known[nextKnown];
    const start = row * size;
    if (index === undefined || (next < solved.values.length && solved.values[next]! <= poles[index]!)) {
      result.values[row] = solved.values[next]!;
      result.vectors.set(top.subarray(next * split, (next + 1) * split), start);
      result.vectors.set(bottom.subarray(next * rest, (next + 1) * rest), start + split);
      next++;
    } else {
      const vector = vectors[index]!;
      result.values[row] = poles[index]!;
      if (vector.top !== undefined) result.vectors.set(vector.top, start);
      if (vector.bottom !== undefined) result.vectors.set(vector.bottom, start + split);
      nextKnown++;
    }
  }
  return result;
}

/** The upper and the lower rows of the kept part's eigenvectors as columns. */
async function columnParts(
  problem: RankOneProblem,
  solved: RankOneEigen,
  { top, bottom }: Halves,
  product: MatrixProduct,
): Promise<[Float64Array, Float64Array]> {
  const count = solved.values.length;
  const transposes = { transposeA: true, transposeB: true };
  const upper = await product.multiply(
    gather(problem, solved.topIndices, 'top', top.size),
    { values: solved.topShares, rows: count, columns: solved.topIndices.length },
    transposes,
  );
  const lower = await product.multiply(
    gather(problem, solved.bottomIndices, 'bottom', bottom.size),
    { values: solved.bottomShares, rows: count, columns: solved.bottomIndices.length },
    transposes,
  );
  return [upper, lower];
}

/** The kept part's eigenvectors, then the settled ones, as columns. */
function arrangeColumns(
  { vectors, poles, settled }: RankOneProblem,
  solved: RankOneEigen,
  upper: Float64Array,
  lower: Float64Array,
  split: number,
): ColumnEigen {
  const size = poles.length;
  const count = solved.values.length;
  const values = new Float64Array(size);
  values.set(solved.values);
  const result = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    const part = row < split ? upper : lower;
    const from = (row < split ? row : row - split) * count;
    result.set(part.subarray(from, from + count), row * size);
  }
  settled.forEach((index, i) => {
    const column = count + i;
    const { top, bottom } = vectors[index]!;
    values[column] = poles[index]!;
    top?.forEach((value, row) => (result[row * size + column] = value));
    bottom?.forEach((value, row) => (result[(split + row) * size + column] = value));
  });
  return { values, vectors: result };
}

function columnsOf({ size, values, vectors }: Eigen): ColumnEigen {
  const columns = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) columns[i * size + j] = vectors[j * size + i]!;
  }
  return { values, vectors: columns };
}
