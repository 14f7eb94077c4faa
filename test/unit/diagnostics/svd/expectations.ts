import { expect } from 'vitest';
import type { Svd } from '../../../../src/diagnostics/svd';
import type { Matrix } from '../matrices';
import { departureFromOrthonormal } from '../matrices';

/** What an SVD has to be, in shares of the largest singular value. */
export interface Tolerances {
  readonly values: number;
  readonly orthonormality: number;
  readonly residual: number;
}

/** Those that a user is promised, for kernels in single precision. */
export const PROMISED: Tolerances = { values: 1e-6, orthonormality: 1e-5, residual: 1e-6 };

/** Those that the method has. */
export const USUAL: Tolerances = { values: 2e-11, orthonormality: 1e-12, residual: 1e-10 };

/** @param expected  the singular values, descending */
export function expectSvd(
  matrix: Matrix,
  found: Svd,
  expected: ArrayLike<number>,
  { values, orthonormality, residual }: Tolerances,
): void {
  const { rows, columns } = matrix;
  const count = Math.min(rows, columns);
  expect([found.rows, found.columns, found.s.length]).toEqual([rows, columns, count]);
  expectValues(found.s, expected, values);
  expect(departureFromOrthonormal(found.u, rows, count)).toBeLessThan(orthonormality);
  expect(departureFromOrthonormal(found.v, columns, count)).toBeLessThan(orthonormality);
  expect(largestResidual(matrix, found)).toBeLessThanOrEqual(residual);
}

export function expectValues(found: Float64Array, expected: ArrayLike<number>, tolerance: number): void {
  expect(found).toHaveLength(expected.length);
  const largest = expected[0]!;
  found.forEach((sigma, i) => {
    expect(sigma).toBeGreaterThanOrEqual(0);
    expect(sigma).toBeLessThanOrEqual(i === 0 ? Infinity : found[i - 1]!);
    expect(Math.abs(sigma - expected[i]!)).toBeLessThanOrEqual(tolerance * largest);
  });
}

/** The largest entry of |A - U diag(s) Vᵀ| / sigma_max. */
function largestResidual({ values, rows, columns }: Matrix, { s, u, v }: Svd): number {
  const count = s.length;
  const scale = s[0] === 0 ? 1 : s[0]!;
  let worst = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = -values[i * columns + j]! / scale;
      for (let t = 0; t < count; t++) sum += u[i * count + t]! * (s[t]! / scale) * v[j * count + t]!;
      worst = Math.max(worst, Math.abs(sum));
    }
  }
  return worst;
}

/** Whether the first of the largest entries of every u is positive. */
export function expectLeadsPositive({ rows, s, u }: Pick<Svd, 'rows' | 's' | 'u'>): void {
  s.forEach((_, column) => {
    const vector = Array.from({ length: rows }, (__, i) => u[i * s.length + column]!);
    const most = Math.max(...vector.map(Math.abs));
    expect(vector.find((value) => Math.abs(value) === most)).toBeGreaterThan(0);
  });
}
