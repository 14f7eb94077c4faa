/**
 * The one-to-one assignment of rows to columns with the largest sum of scores, by shortest augmenting paths with
 * potentials (Kuhn 1955, Munkres 1957; O(rows^2 columns)). Where there are more rows than columns some rows stay
 * without one.
 *
 * @param scores  [rows, columns], row by row, finite
 * @returns by row: its column, or -1
 */
export function assign(scores: ArrayLike<number>, rows: number, columns: number): Int32Array {
  if (rows > columns) return inverted(assign(transposed(scores, rows, columns), columns, rows), rows);
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  /** By column from 1: the row from 1 that holds it, or 0. Column 0 holds the row that is looking for one. */
  const rowOf = new Int32Array(columns + 1);
  const previous = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    rowOf[0] = row;
    const last = shortestPath(scores, columns, rowOf, previous, rowPotential, columnPotential);
    for (let column = last; column !== 0; column = previous[column]!)
      rowOf[column] = rowOf[previous[column]!]!;
  }
  const columnOf = new Int32Array(rows).fill(-1);
  for (let column = 1; column <= columns; column++) {
    if (rowOf[column]! > 0) columnOf[rowOf[column]! - 1] = column - 1;
  }
  return columnOf;
}

/** Dijkstra over reduced costs from the row at column 0 to the nearest free column. Changes the potentials. */
function shortestPath(
  scores: ArrayLike<number>,
  columns: number,
  rowOf: Int32Array,
  previous: Int32Array,
  rowPotential: Float64Array,
  columnPotential: Float64Array,
): number {
  const distance = new Float64Array(columns + 1).fill(Infinity);
  const done = new Uint8Array(columns + 1);
  let column = 0;
  do {
    done[column] = 1;
    const row = rowOf[column]!;
    let step = Infinity;
    let next = 0;
    for (let j = 1; j <= columns; j++) {
      if (done[j]) continue;
      const cost = -scores[(row - 1) * columns + j - 1]! - rowPotential[row]! - columnPotential[j]!;
      if (cost < distance[j]!) {
        distance[j] = cost;
        previous[j] = column;
      }
      if (distance[j]! < step) {
        step = distance[j]!;
        next = j;
      }
    }
    for (let j = 0; j <= columns; j++) {
      if (done[j]) {
        rowPotential[rowOf[j]!]! += step;
        columnPotential[j]! -= step;
      } else {
        distance[j]! -= step;
      }
    }
    column = next;
  } while (rowOf[column] !== 0);
  return column;
}

function transposed(matrix: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = matrix[i * columns + j]!;
  }
  return result;
}

function inverted(rowOf: Int32Array, rows: number): Int32Array {
  const columnOf = new Int32Array(rows).fill(-1);
  for (let column = 0; column < rowOf.length; column++) columnOf[rowOf[column]!] = column;
  return columnOf;
}
