/** Eigenvalues and eigenvectors of a symmetric tridiagonal matrix, or of a part of one. */
export interface Eigen {
  readonly size: number;
  /** Ascending. */
  readonly values: Float64Array;
  /** Row j is the eigenvector of value j. */
  readonly vectors: Float64Array;
}

/** An eigenvector of two matrices side by side; a part that is all zero is not there. */
export interface SplitVector {
  top?: Float64Array;
  bottom?: Float64Array;
}

/** diag(poles) + rho z zᵀ in the basis of the vectors; what it has of it that needs no work is set apart. */
export interface RankOneProblem {
  readonly rho: number;
  readonly vectors: readonly SplitVector[];
  readonly poles: Float64Array;
  readonly z: Float64Array;
  /** Indices by ascending pole: poles apart from each other, z not zero. */
  readonly kept: readonly number[];
  /** Indices whose pole is an eigenvalue already, with its vector. */
  readonly settled: readonly number[];
}

/**
 * Joins the eigenproblems of two halves that an entry couples: T = diag(T_1, T_2) + rho u uᵀ becomes
 * diag(poles) + rho z zᵀ. Where z is nothing, or two poles are as good as equal (one rotation then makes one of
 * their z nothing), an eigenvalue is known at once. Cuppen 1981; Dongarra & Sorensen 1987.
 *
 * @param top       of T_1, with |coupling| taken from its last diagonal entry; its vectors may be changed
 * @param bottom    of T_2, with |coupling| taken from its first; likewise
 * @param coupling  the off-diagonal entry between
 */
export function joinHalves(top: Eigen, bottom: Eigen, coupling: number): RankOneProblem {
  const size = top.size + bottom.size;
  const poles = new Float64Array(size);
  poles.set(top.values);
  poles.set(bottom.values, top.size);
  const z = new Float64Array(size);
  const vectors: SplitVector[] = [];
  // z has norm 1 like this, and rho twice its size for it.
  for (let i = 0; i < top.size; i++) {
    const row = top.vectors.subarray(i * top.size, (i + 1) * top.size);
    vectors.push({ top: row });
    z[i] = row[top.size - 1]! * Math.SQRT1_2;
  }
  for (let i = 0; i < bottom.size; i++) {
    const row = bottom.vectors.subarray(i * bottom.size, (i + 1) * bottom.size);
    vectors.push({ bottom: row });
    z[top.size + i] = (coupling < 0 ? -row[0]! : row[0]!) * Math.SQRT1_2;
  }
  const rho = 2 * Math.abs(coupling);
  const problem = { rho, vectors, poles, z };
  return { ...problem, ...setApart(problem, mergedOrder(poles, top.size), top.size) };
}

/** Indices of two ascending lists, one behind the other, in ascending order of both. */
function mergedOrder(values: Float64Array, split: number): Int32Array {
  const order = new Int32Array(values.length);
  let a = 0;
  let b = split;
  for (let i = 0; i < order.length; i++) {
    const fromFirst = b === values.length || (a < split && values[a]! <= values[b]!);
    order[i] = fromFirst ? a++ : b++;
  }
  return order;
}

function setApart(
  { rho, vectors, poles, z }: Pick<RankOneProblem, 'rho' | 'vectors' | 'poles' | 'z'>,
  order: Int32Array,
  split: number,
): Pick<RankOneProblem, 'kept' | 'settled'> {
  const negligible = 8 * Number.EPSILON * Math.max(largest(poles), largest(z));
  const kept: number[] = [];
  const settled: number[] = [];
  for (const index of order) {
    if (rho * Math.abs(z[index]!) <= negligible) {
      settled.push(index);
      continue;
    }
    const previous = kept.at(-1);
    if (previous === undefined) {
      kept.push(index);
      continue;
    }
    const norm = Math.hypot(z[index]!, z[previous]!);
    const c = z[index]! / norm;
    const s = -z[previous]! / norm;
    if (Math.abs((poles[index]! - poles[previous]!) * c * s) > negligible) {
      kept.push(index);
      continue;
    }
    z[index] = norm;
    z[previous] = 0;
    rotatePoles(poles, previous, index, c, s);
    rotateVectors(vectors[previous]!, vectors[index]!, c, s, split, poles.length - split);
    settled.push(previous);
    kept[kept.length - 1] = index;
  }
  return { kept, settled };
}

/** The diagonal after the rotation; what it leaves beside the diagonal is negligible. */
function rotatePoles(poles: Float64Array, first: number, second: number, c: number, s: number): void {
  const a = poles[first]!;
  const b = poles[second]!;
  poles[first] = a * c * c + b * s * s;
  poles[second] = a * s * s + b * c * c;
}

function rotateVectors(
  first: SplitVector,
  second: SplitVector,
  c: number,
  s: number,
  topSize: number,
  bottomSize: number,
): void {
  if (first.top !== undefined || second.top !== undefined) {
    first.top ??= new Float64Array(topSize);
    second.top ??= new Float64Array(topSize);
    rotate(first.top, second.top, c, s);
  }
  if (first.bottom !== undefined || second.bottom !== undefined) {
    first.bottom ??= new Float64Array(bottomSize);
    second.bottom ??= new Float64Array(bottomSize);
    rotate(first.bottom, second.bottom, c, s);
  }
}

function rotate(x: Float64Array, y: Float64Array, c: number, s: number): void {
  for (let i = 0; i < x.length; i++) {
    const a = x[i]!;
    const b = y[i]!;
    x[i] = c * a + s * b;
    y[i] = c * b - s * a;
  }
}

function largest(values: Float64Array): number {
  let result = 0;
  for (const value of values) result = Math.max(result, Math.abs(value));
  return result;
}
