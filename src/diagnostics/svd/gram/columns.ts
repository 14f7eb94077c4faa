import type { Matrix } from '../products/matrixProduct';

/** The Euclidean norm of every column. */
export function columnNorms({ values, rows, columns }: Matrix): Float64Array {
  const norms = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    for (let j = 0; j < columns; j++) norms[j]! += values[from + j]! * values[from + j]!;
  }
  for (let j = 0; j < columns; j++) norms[j] = Math.sqrt(norms[j]!);
  return norms;
}

/** Chosen columns, in the order given. */
export function pickColumns(matrix: Matrix, chosen: readonly number[]): Matrix {
  const values = new Float64Array(matrix.rows * chosen.length);
  const result = { values, rows: matrix.rows, columns: chosen.length };
  writeColumns(matrix, chosen, result, 0);
  return result;
}

/** Chosen columns, each times its factor, become those of another matrix from `first` on. */
export function writeColumns(
  { values, rows, columns }: Matrix,
  chosen: readonly number[],
  into: Matrix,
  first: number,
  factors?: Float64Array,
): void {
  const from = Int32Array.from(chosen);
  const count = from.length;
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    const to = row * into.columns + first;
    if (factors === undefined) {
      for (let j = 0; j < count; j++) into.values[to + j] = values[start + from[j]!]!;
    } else {
      for (let j = 0; j < count; j++) into.values[to + j] = values[start + from[j]!]! * factors[j]!;
    }
  }
}

/** Indices in descending order of their values. */
export function descending(values: Float64Array): number[] {
  return Array.from(values.keys()).sort((a, b) => values[b]! - values[a]! || a - b);
}
