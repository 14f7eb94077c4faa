import type { Block } from '../kernels/workspace';
import { Workspace } from '../kernels/workspace';
import type { MatrixProduct } from '../products/matrixProduct';

/** Columns reduced before the rest of the matrix is brought up to date by one matrix product. */
const PANEL = 48;
/** A matrix no larger than this is brought up to date after every column. */
const UNBLOCKED = 96;

/** A row whose squares sum up to less counts as zero: they have no digits left, and would not make a reflection. */
const NEGLIGIBLE = 1e-200;

/** A = Q T Qᵀ with T symmetric and tridiagonal. */
export interface Tridiagonal {
  readonly size: number;
  /** T[i, i]. */
  readonly diagonal: Float64Array;
  /** T[i, i + 1]. */
  readonly offDiagonal: Float64Array;
  readonly reflectors: Reflectors;
}

/** Q = H_{n-1} … H_2 H_1, where H_i = I - tau_i v vᵀ acts on the entries before i, and v ends with a one. */
export interface Reflectors {
  readonly tau: Float64Array;
  /** The i entries of H_i's v. */
  vector(i: number): Float64Array;
}

/**
 * Householder tridiagonalisation of a symmetric matrix, from the last row upwards, so that what remains to be done is always
 * the leading part. The updates of a panel of columns are put off and done together: half of the work becomes a matrix
 * product, the other half is one product with a vector for each column.
 * Dongarra, Hammarling & Sorensen 1989; Golub & Van Loan, Matrix Computations, 8.3.
 *
 * @param gram      size x size, row by row; entries of about 1 or less; no longer needed by the caller afterwards
 * @param onPanel   called with the share that is done; may throw to give up
 */
export async function tridiagonalize(
  gram: Float64Array,
  size: number,
  product: MatrixProduct,
  onPanel: (share: number) => void,
): Promise<Tridiagonal> {
  const reduction = new Reduction(gram, size);
  let left = size;
  while (left > UNBLOCKED) {
    reduction.reducePanel(left, PANEL);
    left -= PANEL;
    await reduction.update(left, PANEL, product);
    onPanel(1 - (left / size) ** 3);
  }
  reduction.reduceRest(left);
  const { diagonal, offDiagonal, tau } = reduction;
  const reflectors = { tau, vector: (i: number) => reduction.vector(i) };
  return { size, diagonal, offDiagonal, reflectors };
}

class Reduction {
  readonly diagonal: Float64Array;
  readonly offDiagonal: Float64Array;
  readonly tau: Float64Array;
  /** The part still to be done, its rows `stride` apart, with reflectors in place of the rows that are done. */
  private readonly a: Block;
  private stride: number;
  /** Where each row begins: the stride shrinks with the part, and rows that are done stay where they were. */
  private readonly rowStarts: Float64Array;
  /** Rows v_0 … of a panel, and w_0 …: the part lacks an update by -v wᵀ - w vᵀ of each. */
  private readonly vs: Block;
  private readonly ws: Block;
  private readonly v: Block;
  private readonly w: Block;
  private readonly factors: Block;
  private readonly kernels;

  constructor(
    gram: Float64Array,
    private readonly size: number,
  ) {
    const lengths = [size * size, PANEL * size, PANEL * size, size, size, PANEL];
    const workspace = new Workspace(lengths);
    const blocks = lengths.map((length) => workspace.take(length));
    [this.a, this.vs, this.ws, this.v, this.w, this.factors] = blocks as [
      Block,
      Block,
      Block,
      Block,
      Block,
      Block,
    ];
    this.kernels = workspace.kernels;
    this.a.values.set(gram);
    this.stride = size;
    this.rowStarts = new Float64Array(size);
    this.diagonal = new Float64Array(size);
    this.offDiagonal = new Float64Array(Math.max(0, size - 1));
    this.tau = new Float64Array(size);
  }

  vector(i: number): Float64Array {
    const start = this.rowStarts[i]!;
    return this.a.values.subarray(start, start + i);
  }

  /** Reduces the last `count` rows of the leading `size` ones. */
  reducePanel(size: number, count: number): void {
    const { kernels, vs, ws, v, w, factors, stride } = this;
    const full = this.size;
    for (let done = 0; done < count; done++) {
      const i = size - 1 - done;
      const row = this.a.at + 8 * i * stride;
      this.pick(ws, i, done);
      kernels.subtractRows(vs.at, full, done, factors.at, row, i + 1);
      this.pick(vs, i, done);
      kernels.subtractRows(ws.at, full, done, factors.at, row, i + 1);
      this.makeReflector(i);

      kernels.symmetricTimesVector(this.a.at, stride, i, v.at, w.at);
      kernels.rowDots(ws.at, full, done, v.at, i, factors.at);
      kernels.subtractRows(vs.at, full, done, factors.at, w.at, i);
      kernels.rowDots(vs.at, full, done, v.at, i, factors.at);
      kernels.subtractRows(ws.at, full, done, factors.at, w.at, i);
      this.finishW(i);
      vs.values.set(v.values.subarray(0, i), done * full);
      ws.values.set(w.values.subarray(0, i), done * full);
    }
  }

  /** Does the updates of a panel on the leading `size` rows, which then lie without gaps. */
  async update(size: number, count: number, product: MatrixProduct): Promise<void> {
    const { vs, ws, a } = this;
    const left = new Float64Array(2 * count * size);
    const right = new Float64Array(2 * count * size);
    for (let q = 0; q < count; q++) {
      const vq = vs.values.subarray(q * this.size, q * this.size + size);
      const wq = ws.values.subarray(q * this.size, q * this.size + size);
      left.set(vq, q * size);
      left.set(wq, (count + q) * size);
      right.set(wq, q * size);
      right.set(vq, (count + q) * size);
    }
    for (let i = 0; i < size; i++) {
      a.values.copyWithin(i * size, i * this.stride, i * this.stride + size);
    }
    this.stride = size;
    const part = a.values.subarray(0, size * size);
    await product.multiply(
      { values: left, rows: 2 * count, columns: size },
      { values: right, rows: 2 * count, columns: size },
      { transposeA: true, minuend: part, into: part },
    );
  }

  /** Reduces all that is left, row by row. */
  reduceRest(size: number): void {
    const { kernels, a, v, w, stride } = this;
    for (let i = size - 1; i >= 0; i--) {
      this.makeReflector(i);
      kernels.symmetricTimesVector(a.at, stride, i, v.at, w.at);
      this.finishW(i);
      kernels.rankTwoUpdate(a.at, stride, i, v.at, w.at);
    }
  }

  /** Entry i of the first `count` rows becomes the factors. */
  private pick(rows: Block, i: number, count: number): void {
    for (let q = 0; q < count; q++) this.factors.values[q] = rows.values[q * this.size + i]!;
  }

  /** The reflector that clears row i up to entry i - 2; v is copied to where the kernels find it. */
  private makeReflector(i: number): void {
    const start = i * this.stride;
    this.rowStarts[i] = start;
    const row = this.a.values;
    this.diagonal[i] = row[start + i]!;
    if (i === 0) return;
    const pivot = row[start + i - 1]!;
    const address = this.a.at + 8 * start;
    const rest = this.kernels.dot(address, address, i - 1);
    let tau = 0;
    let beta = pivot;
    if (rest > 0 && pivot * pivot + rest > NEGLIGIBLE) {
      beta = pivot >= 0 ? -Math.sqrt(pivot * pivot + rest) : Math.sqrt(pivot * pivot + rest);
      tau = (beta - pivot) / beta;
      this.kernels.scale(address, i - 1, 1 / (pivot - beta));
    }
    row[start + i - 1] = 1;
    this.offDiagonal[i - 1] = beta;
    this.tau[i] = tau;
    this.v.values.set(row.subarray(start, start + i));
  }

  /** From w = A v to the w of the update -v wᵀ - w vᵀ: tau w - tau² (wᵀv) v / 2. */
  private finishW(i: number): void {
    const tau = this.tau[i]!;
    const v = this.v.values;
    const w = this.w.values;
    const shift = -0.5 * tau * tau * this.kernels.dot(this.v.at, this.w.at, i);
    for (let j = 0; j < i; j++) w[j] = tau * w[j]! + shift * v[j]!;
  }
}
