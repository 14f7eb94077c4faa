/** The rows of a matrix, each contiguous in memory. */
export type Rows = readonly Float64Array[];

/** A vector shorter than this (the matrix's largest entry is about 1) counts as zero: its squares would underflow. */
const NEGLIGIBLE = 1e-100;

/** Sum of a[i] b[i] for from <= i < to. Four sums side by side keep the additions from waiting for each other. */
export function dot(a: Float64Array, b: Float64Array, from: number, to: number): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let i = from;
  for (; i + 3 < to; i += 4) {
    sum0 += a[i]! * b[i]!;
    sum1 += a[i + 1]! * b[i + 1]!;
    sum2 += a[i + 2]! * b[i + 2]!;
    sum3 += a[i + 3]! * b[i + 3]!;
  }
  for (; i < to; i++) sum0 += a[i]! * b[i]!;
  return sum0 + sum1 + (sum2 + sum3);
}

/** y += factor * x for from <= i < to. */
export function addScaled(y: Float64Array, factor: number, x: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i++) y[i]! += factor * x[i]!;
}

/**
 * A Householder reflector H = I - w wᵀ with ‖w‖² = 2 (or w = 0, H = I) that maps x to (alpha, 0, …, 0).
 * Golub & Van Loan, Matrix Computations, 5.1; here beta is made part of w.
 *
 * @param x  its entries from … to-1 are replaced by w
 * @returns  alpha
 */
export function makeReflector(x: Float64Array, from: number, to: number): number {
  if (to - from === 1) {
    const alpha = x[from]!;
    x[from] = 0;
    return alpha;
  }
  const norm = Math.sqrt(dot(x, x, from, to));
  if (norm < NEGLIGIBLE) {
    x.fill(0, from, to);
    return 0;
  }
  const first = x[from]!;
  const alpha = first > 0 ? -norm : norm;
  const scale = 1 / Math.sqrt(norm * (norm + Math.abs(first)));
  x[from] = first - alpha;
  for (let i = from; i < to; i++) x[i]! *= scale;
  return alpha;
}

/** x <- (I - w wᵀ) x over the entries from … to-1. */
export function reflect(x: Float64Array, w: Float64Array, from: number, to: number): void {
  addScaled(x, -dot(w, x, from, to), w, from, to);
}

/** The same for the rows first … end-1, four at a time: w is then loaded once for four of them. */
export function reflectRows(
  rows: Rows,
  first: number,
  end: number,
  w: Float64Array,
  from: number,
  to: number,
): void {
  let i = first;
  for (; i + 3 < end; i += 4) {
    reflectFour(rows[i]!, rows[i + 1]!, rows[i + 2]!, rows[i + 3]!, w, from, to);
  }
  for (; i < end; i++) reflect(rows[i]!, w, from, to);
}

function reflectFour(
  x0: Float64Array,
  x1: Float64Array,
  x2: Float64Array,
  x3: Float64Array,
  w: Float64Array,
  from: number,
  to: number,
): void {
  let dot0 = 0;
  let dot1 = 0;
  let dot2 = 0;
  let dot3 = 0;
  for (let i = from; i < to; i++) {
    const value = w[i]!;
    dot0 += x0[i]! * value;
    dot1 += x1[i]! * value;
    dot2 += x2[i]! * value;
    dot3 += x3[i]! * value;
  }
  for (let i = from; i < to; i++) {
    const value = w[i]!;
    x0[i]! -= dot0 * value;
    x1[i]! -= dot1 * value;
    x2[i]! -= dot2 * value;
    x3[i]! -= dot3 * value;
  }
}

/**
 * Row vectors x become (H_0 H_1 … H_last xᵀ)ᵀ, in place. Reflector j acts on the entries from j + shift on.
 * The rows go in groups of four, so that a group stays in the cache while the reflectors pass by.
 */
export function multiplyByProduct(rows: Rows, reflectors: Rows, shift: number): void {
  const length = rows[0]!.length;
  for (let first = 0; first < rows.length; first += 4) {
    const end = Math.min(first + 4, rows.length);
    for (let j = reflectors.length - 1; j >= 0; j--) {
      reflectRows(rows, first, end, reflectors[j]!, j + shift, length);
    }
  }
}

/** The orthogonal H_0 H_1 … H_last [size, size], column by column. Reflector j acts on the entries from j + shift on. */
export function productColumns(reflectors: Rows, shift: number, size: number): Float64Array[] {
  const columns = Array.from({ length: size }, (_, i) => {
    const column = new Float64Array(size);
    column[i] = 1;
    return column;
  });
  for (let first = 0; first < size; first += 4) {
    const end = Math.min(first + 4, size);
    // Reflectors that begin below a unit vector's one leave it as it is.
    for (let j = Math.min(end - 1 - shift, reflectors.length - 1); j >= 0; j--) {
      reflectRows(columns, first, end, reflectors[j]!, j + shift, size);
    }
  }
  return columns;
}
