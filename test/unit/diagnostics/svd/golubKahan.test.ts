import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/config/userError';
import { svd, type Svd } from '../../../../src/diagnostics/svd/index';
import { jacobiSingularValues } from '../../../oracle/jacobiSvd';
import fc from '../../support/properties';
import { departureFromOrthonormal, KINDS, makeMatrix, type Matrix } from '../matrices';

const sizes = fc.integer({ min: 1, max: 24 });
const seeds = fc.integer({ min: 0, max: 1e6 });

function decompose({ values, rows, columns }: Matrix): Svd {
  return svd(values, rows, columns);
}

/** Largest entry of |A − U diag(s) Vᵀ|. */
function residual({ values, rows, columns }: Matrix, { s, u, v }: Svd): number {
  const k = s.length;
  let worst = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = -values[i * columns + j]!;
      for (let t = 0; t < k; t++) sum += u[i * k + t]! * s[t]! * v[j * k + t]!;
      worst = Math.max(worst, Math.abs(sum));
    }
  }
  return worst;
}

function expectRight(matrix: Matrix): void {
  const found = decompose(matrix);
  const k = Math.min(matrix.rows, matrix.columns);
  const tolerance = 1e-12 * found.s[0]!;
  expect(found.s).toHaveLength(k);
  jacobiSingularValues(matrix.values, matrix.rows, matrix.columns).forEach((sigma, i) => {
    expect(Math.abs(found.s[i]! - sigma)).toBeLessThanOrEqual(tolerance);
  });
  expect(departureFromOrthonormal(found.u, matrix.rows, k)).toBeLessThan(1e-12);
  expect(departureFromOrthonormal(found.v, matrix.columns, k)).toBeLessThan(1e-12);
  expect(residual(matrix, found)).toBeLessThanOrEqual(tolerance);
}

describe('the SVD', () => {
  it.each(KINDS)('agrees with Jacobi rotations and rebuilds the matrix: %s', (kind) => {
    fc.assert(
      fc.property(sizes, sizes, seeds, (rows, columns, seed) => {
        expectRight(makeMatrix(kind, rows, columns, seed));
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['random', 200, 30],
    ['graded', 30, 200],
    ['rankDeficient', 90, 80],
    ['clustered', 80, 90],
    ['gradedRows', 100, 100],
    ['random', 1, 300],
    ['random', 300, 1],
  ] as const)('is right on larger matrices: %s %ix%i', (kind, rows, columns) => {
    expectRight(makeMatrix(kind, rows, columns, 5));
  });

  it('lists the singular values in descending order, none negative', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), sizes, sizes, seeds, (kind, rows, columns, seed) => {
        const { s } = decompose(makeMatrix(kind, rows, columns, seed));
        s.forEach((sigma, i) => expect(sigma).toBeLessThanOrEqual(i === 0 ? Infinity : s[i - 1]!));
        expect(s.at(-1)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('makes the first largest entry of every u positive', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), sizes, sizes, seeds, (kind, rows, columns, seed) => {
        const { s, u } = decompose(makeMatrix(kind, rows, columns, seed));
        s.forEach((_, column) => {
          const vector = Array.from({ length: rows }, (__, i) => u[i * s.length + column]!);
          const most = Math.max(...vector.map(Math.abs));
          expect(vector.find((value) => Math.abs(value) === most)).toBeGreaterThan(0);
        });
      }),
    );
  });

  it('gives the same bits each time and leaves its input alone', () => {
    const matrix = makeMatrix('random', 20, 13, 1);
    const copy = matrix.values.slice();
    expect(decompose(matrix)).toEqual(decompose(matrix));
    expect(matrix.values).toEqual(copy);
  });

  it('gives the same values without vectors', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), sizes, sizes, seeds, (kind, rows, columns, seed) => {
        const { values } = makeMatrix(kind, rows, columns, seed);
        const bare = svd(values, rows, columns, { vectors: false });
        expect(bare.s).toEqual(svd(values, rows, columns).s);
        expect(bare.u).toHaveLength(0);
        expect(bare.v).toHaveLength(0);
      }),
    );
  });

  it('knows small cases', () => {
    expect([...svd([3, 0, 0, -4], 2, 2).s]).toEqual([4, 3].map((sigma) => expect.closeTo(sigma, 14)));
    expect([...svd([1, 1, 1, 1, 1, 1], 2, 3).s]).toEqual(
      [Math.sqrt(6), 0].map((sigma) => expect.closeTo(sigma, 14)),
    );
    const single = svd([-5], 1, 1);
    expect([single.s[0], single.u[0], single.v[0]]).toEqual([5, 1, -1]);
    expect(svd(new Float32Array([0, 2]), 1, 2).s[0]).toBe(2);
  });

  it('keeps numbers at both ends of the float64 range', () => {
    expect(svd([5e-324, 0], 2, 1).s[0]).toBe(5e-324);
    expect(svd([1.5e308, 0], 1, 2).s[0]).toBe(1.5e308);
  });

  it('says where a value is not finite', () => {
    const place =
      (values: number[]): (() => Svd) =>
      () =>
        svd(values, 2, 2);
    expect(place([1, 2, NaN, 3])).toThrow(/NaN in row 1, column 0/);
    expect(place([1, -Infinity, 0, 3])).toThrow(/-Infinity in row 0, column 1/);
    expect(place([1, 2, NaN, 3])).toThrow(UserError);
  });

  it('refuses an empty matrix', () => {
    expect(() => svd([], 0, 4)).toThrow(UserError);
    expect(() => svd([], 4, 0)).toThrow(/4 x 0/);
  });
});
