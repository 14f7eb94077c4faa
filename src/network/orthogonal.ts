import type { Random } from '../random/random';

/**
 * A random matrix [rows, columns] whose shorter side is orthonormal, row-major (Saxe et al., arXiv:1312.6120):
 * normal entries, orthonormalised by Gram-Schmidt, twice for accuracy.
 */
export function orthogonalColumns(rows: number, columns: number, random: Random): Float64Array {
  const long = Math.max(rows, columns);
  const short = Math.min(rows, columns);
  const vectors = Array.from({ length: short }, () =>
    Float64Array.from({ length: long }, () => random.normal()),
  );
  for (const [index, vector] of vectors.entries()) {
    for (const earlier of [...vectors.slice(0, index), ...vectors.slice(0, index)]) {
      const overlap = dot(vector, earlier);
      for (let i = 0; i < long; i++) vector[i]! -= overlap * earlier[i]!;
    }
    const norm = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < long; i++) vector[i]! /= norm;
  }
  const matrix = new Float64Array(rows * columns);
  for (const [j, vector] of vectors.entries()) {
    for (let i = 0; i < long; i++) {
      matrix[rows >= columns ? i * columns + j : j * columns + i] = vector[i]!;
    }
  }
  return matrix;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
