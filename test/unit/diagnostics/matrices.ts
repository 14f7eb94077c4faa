import { Random } from '../../../src/random/random';

export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** The spectra that an SVD has trouble with: sigma_i for i = 0 … count-1. */
const SPECTRA: Readonly<Record<string, (i: number, count: number) => number>> = {
  flat: () => 3,
  clustered: (i) => (i % 2 === 0 ? 1 : 1 + 1e-13 * i),
  graded: (i, count) => 10 ** ((-8 * i) / Math.max(1, count - 1)),
  steep: (i, count) => 10 ** ((-40 * i) / Math.max(1, count - 1)),
  rankDeficient: (i, count) => (i < Math.ceil(count / 2) ? 1 + i : 0),
  rankOne: (i) => (i === 0 ? 1 : 0),
  tiny: (i) => 1e-30 * (i + 1),
  huge: (i) => 1e30 * (i + 1),
  underflowing: (i) => 1e-300 * (i + 1),
};

/** Matrices without a chosen spectrum. */
const PLAIN: Readonly<Record<string, (random: Random, row: number, column: number) => number>> = {
  random: (random) => random.normal(),
  zero: () => 0,
  constant: () => -2,
  integers: (random) => random.integer(3) - 1,
  sparse: (random) => (random.uniform() < 0.2 ? random.normal() : 0),
  diagonal: (random, row, column) => (row === column ? random.normal() : 0),
  bidiagonal: (random, row, column) => (column - row === 0 || column - row === 1 ? random.normal() : 0),
  bidiagonalWithZeros: (random, row, column) =>
    row === column ? random.integer(2) : column === row + 1 ? 1 : 0,
  gradedUpwards: (random, row, column) => random.normal() * 10 ** -(8 - row - column),
  gradedRows: (random, row) => random.normal() * 10 ** (-3 * row),
};

export const KINDS = [...Object.keys(SPECTRA), ...Object.keys(PLAIN)];

export function makeMatrix(kind: string, rows: number, columns: number, seed: number): Matrix {
  const random = new Random(seed, kind);
  const plain = PLAIN[kind];
  if (plain !== undefined) {
    const values = Float64Array.from({ length: rows * columns }, (_, i) =>
      plain(random, Math.floor(i / columns), i % columns),
    );
    return { rows, columns, values };
  }
  const count = Math.min(rows, columns);
  const left = orthonormal(rows, count, random);
  const right = orthonormal(columns, count, random);
  const sigma = SPECTRA[kind]!;
  const values = new Float64Array(rows * columns);
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++)
        values[i * columns + j]! += left[k]![i]! * sigma(k, count) * right[k]![j]!;
    }
  }
  return { rows, columns, values };
}

/** Random orthonormal vectors by Gram-Schmidt, done twice. */
function orthonormal(length: number, count: number, random: Random): number[][] {
  const vectors: number[][] = [];
  while (vectors.length < count) {
    let vector = Array.from({ length }, () => random.normal());
    for (const other of [...vectors, ...vectors]) {
      const share = vector.reduce((sum, value, i) => sum + value * other[i]!, 0);
      vector = vector.map((value, i) => value - share * other[i]!);
    }
    const norm = Math.hypot(...vector);
    vectors.push(vector.map((value) => value / norm));
  }
  return vectors;
}

/** The largest entry of |QᵀQ − I| for Q [rows, columns]. */
export function departureFromOrthonormal(q: Float64Array, rows: number, columns: number): number {
  let worst = 0;
  for (let i = 0; i < columns; i++) {
    for (let j = i; j < columns; j++) {
      let sum = i === j ? -1 : 0;
      for (let t = 0; t < rows; t++) sum += q[t * columns + i]! * q[t * columns + j]!;
      worst = Math.max(worst, Math.abs(sum));
    }
  }
  return worst;
}
