/** Iterations for one eigenvalue; three are usual. */
const MOST_ITERATIONS = 60;

/**
 * Eigenvalues of a symmetric tridiagonal matrix by implicit QL with Wilkinson's shift, and its eigenvectors where they
 * are asked for: O(n²) without, O(n³) with them, so vectors are for small matrices.
 * Golub & Van Loan, Matrix Computations, 8.3.
 *
 * @param diagonal     becomes the eigenvalues, in no order
 * @param negligible   off-diagonal entries up to this count as zero: the rounding error of the whole matrix, as a matrix
 *   whose entries grow towards its end may never reach less
 * @param vectors      size x size, row by row: an orthogonal matrix Z, whose rows become those of (Z' Z)
 * @throws a plain Error where an eigenvalue does not converge
 */
export function implicitQl(
  diagonal: Float64Array,
  offDiagonal: Float64Array,
  negligible: number,
  vectors?: Float64Array,
): void {
  const size = diagonal.length;
  const d = diagonal;
  const e = new Float64Array(size);
  e.set(offDiagonal.subarray(0, Math.max(0, size - 1)));
  for (let low = 0; low < size; low++) {
    for (let iteration = 0; ; iteration++) {
      const high = endOfBlock(d, e, low, negligible);
      if (high === low) break;
      if (iteration === MOST_ITERATIONS) {
        throw new Error(`The eigenvalues of a tridiagonal matrix of size ${size} did not converge.`);
      }
      sweep(d, e, low, high, vectors);
    }
  }
}

/** What counts as zero in a tridiagonal matrix: a rounding error of its largest entry. */
export function negligibleIn(diagonal: Float64Array, offDiagonal: Float64Array): number {
  let largest = 0;
  for (const value of diagonal) largest = Math.max(largest, Math.abs(value));
  for (const value of offDiagonal) largest = Math.max(largest, Math.abs(value));
  return Number.EPSILON * largest;
}

/** The last row of the block that begins at `low`: the first from there on whose coupling to the next is nothing. */
function endOfBlock(d: Float64Array, e: Float64Array, low: number, negligible: number): number {
  let high = low;
  while (high < d.length - 1) {
    const scale = Math.abs(d[high]!) + Math.abs(d[high + 1]!);
    if (Math.abs(e[high]!) <= Math.max(negligible, Number.EPSILON * scale)) break;
    high++;
  }
  return high;
}

/** One sweep from the block's end to its beginning. */
function sweep(d: Float64Array, e: Float64Array, low: number, high: number, vectors?: Float64Array): void {
  const ratio = (d[low + 1]! - d[low]!) / (2 * e[low]!);
  const root = Math.hypot(ratio, 1);
  let g = d[high]! - d[low]! + e[low]! / (ratio + (ratio >= 0 ? root : -root));
  let s = 1;
  let c = 1;
  let p = 0;
  for (let i = high - 1; i >= low; i--) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      // The block fell apart in mid-sweep: nothing is turned, and the next sweep goes on with its parts.
      d[i + 1]! -= p;
      e[high] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1]! - p;
    const t = (d[i]! - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
    if (vectors !== undefined) turn(vectors, d.length, i, c, s);
  }
  d[low]! -= p;
  e[low] = g;
  e[high] = 0;
}

/** Turns rows i and i + 1. */
function turn(vectors: Float64Array, size: number, i: number, c: number, s: number): void {
  const x = i * size;
  const y = x + size;
  for (let k = 0; k < size; k++) {
    const a = vectors[x + k]!;
    const b = vectors[y + k]!;
    vectors[y + k] = s * a + c * b;
    vectors[x + k] = c * a - s * b;
  }
}
