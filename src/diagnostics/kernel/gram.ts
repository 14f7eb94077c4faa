/** Numbers of a square picture, row by row. */
export interface ThinnedSquare {
  /** Cells along a side. */
  readonly size: number;
  /** Rows of the matrix that a cell covers; 1 where it is shown whole. */
  readonly cell: number;
  /** Of each cell the value of the largest magnitude, with its sign, and the mean. */
  readonly extreme: Float32Array;
  readonly mean: Float32Array;
}

/**
 * W's columns, each times a power of two that brings its largest magnitude to 1 … 2: their Gram matrix fits into float32
 * whatever their scale, and the angles between them are the same.
 * @param values of W, row by row
 */
export function scaledColumns(values: ArrayLike<number>, columns: number): Float32Array {
  const largest = new Float64Array(columns);
  for (let row = 0; row < values.length; row += columns) {
    for (let j = 0; j < columns; j++) largest[j] = Math.max(largest[j]!, Math.abs(values[row + j]!));
  }
  // At most 2^1023, which is still a number.
  const factors = largest.map((each) => (each > 0 ? 2 ** Math.min(1023, -Math.floor(Math.log2(each))) : 1));
  const scaled = new Float32Array(values.length);
  for (let row = 0; row < values.length; row += columns) {
    for (let j = 0; j < columns; j++) scaled[row + j] = values[row + j]! * factors[j]!;
  }
  return scaled;
}

/**
 * Mutual coherence, max over i != j of |cos(w_i, w_j)| of the columns of W, from their Gram matrix W^T W [n, n].
 * Columns of zeros have no direction and are left out; undefined where fewer than two are left.
 */
export function mutualCoherence(gram: ArrayLike<number>, n: number): number | undefined {
  const norms = Float64Array.from({ length: n }, (_, i) => Math.sqrt(Math.max(0, gram[i * n + i]!)));
  if (norms.filter((norm) => norm > 0).length < 2) return undefined;
  let coherence = 0;
  for (let i = 0; i < n; i++) {
    if (norms[i] === 0) continue;
    for (let j = 0; j < i; j++) {
      if (norms[j] === 0) continue;
      coherence = Math.max(coherence, Math.abs(gram[i * n + j]!) / norms[i]! / norms[j]!);
    }
  }
  return Math.min(1, coherence);
}

/** A square matrix [n, n] in at most `limit` cells a side. */
export function thinSquare(matrix: ArrayLike<number>, n: number, limit: number): ThinnedSquare {
  const cell = Math.ceil(n / limit);
  const size = Math.ceil(n / cell);
  const extreme = new Float32Array(size * size);
  const mean = new Float32Array(size * size);
  for (let row = 0; row < n; row++) {
    const cellRow = Math.floor(row / cell) * size;
    for (let column = 0; column < n; column++) {
      const value = matrix[row * n + column]!;
      const at = cellRow + Math.floor(column / cell);
      if (Math.abs(value) > Math.abs(extreme[at]!)) extreme[at] = value;
      mean[at]! += value;
    }
  }
  const covered = (index: number) => Math.min(cell, n - index * cell);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++)
      mean[row * size + column]! /= covered(row) * covered(column);
  }
  return { size, cell, extreme, mean };
}
