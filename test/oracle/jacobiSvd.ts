/**
 * Singular values by one-sided Jacobi rotations: slow, simple and accurate, and nothing like the product's method.
 * Columns are turned in pairs until all are orthogonal; their lengths are then the singular values (Hestenes 1958).
 *
 * @param matrix  [rows, columns], row by row
 * @returns       the min(rows, columns) singular values, descending
 */
export function jacobiSingularValues(matrix: ArrayLike<number>, rows: number, columns: number): number[] {
  const largest = Array.from(matrix).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return new Array<number>(Math.min(rows, columns)).fill(0);
  const vectors = shortVectors(matrix, rows, columns, largest);
  for (let round = 0; round < 100; round++) {
    let turned = false;
    for (let p = 0; p < vectors.length; p++) {
      for (let q = p + 1; q < vectors.length; q++) {
        if (makeOrthogonal(vectors[p]!, vectors[q]!)) turned = true;
      }
    }
    if (!turned) {
      return vectors.map((vector) => largest * Math.sqrt(inner(vector, vector))).sort((a, b) => b - a);
    }
  }
  throw new Error('The Jacobi rotations did not converge.');
}

/** The columns, or the rows where there are fewer of them, divided by the largest entry. */
function shortVectors(
  matrix: ArrayLike<number>,
  rows: number,
  columns: number,
  largest: number,
): Float64Array[] {
  const byColumn = columns <= rows;
  return Array.from({ length: Math.min(rows, columns) }, (_, i) =>
    Float64Array.from({ length: Math.max(rows, columns) }, (__, j) => {
      const index = byColumn ? j * columns + i : i * columns + j;
      return matrix[index]! / largest;
    }),
  );
}

function makeOrthogonal(x: Float64Array, y: Float64Array): boolean {
  const xx = inner(x, x);
  const yy = inner(y, y);
  const xy = inner(x, y);
  if (Math.abs(xy) <= 1e-15 * Math.sqrt(xx * yy) || Math.abs(xy) < 1e-40) return false;
  const zeta = (yy - xx) / (2 * xy);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const c = 1 / Math.sqrt(1 + tangent * tangent);
  const s = c * tangent;
  for (let i = 0; i < x.length; i++) {
    const a = x[i]!;
    const b = y[i]!;
    x[i] = c * a - s * b;
    y[i] = s * a + c * b;
  }
  return true;
}

function inner(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}
