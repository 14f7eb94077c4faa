import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/config/userError';
import { svd } from '../../../../src/diagnostics/svd';
import { packedProduct } from '../../../../src/diagnostics/svd/products/packedProduct';
import { withSmallProducts } from '../../../../src/diagnostics/svd/products/smallProduct';
import { topDirections } from '../../../../src/diagnostics/svd/topDirections';
import { departureFromOrthonormal, makeMatrix } from '../matrices';
import { expectLeadsPositive } from './expectations';

const product = withSmallProducts(packedProduct());

describe('the approximate leading directions', () => {
  it('stay within what their residuals tell, on a dense bulk', async () => {
    const { values } = makeMatrix('random', 320, 300, 2);
    const found = await topDirections(values, 320, 300, 24, product);
    const exact = svd(values, 320, 300, { vectors: false });
    expect(found.s).toHaveLength(24);
    found.s.forEach((sigma, i) => {
      const nearest = Math.min(...exact.s.map((other) => Math.abs(other - sigma)));
      expect(nearest).toBeLessThanOrEqual((found.residuals[i]! + 1e-5) * exact.s[0]!);
      expect(Math.abs(sigma - exact.s[i]!) / exact.s[0]!).toBeLessThan(2e-2);
    });
    expect(departureFromOrthonormal(found.u, 320, 24)).toBeLessThan(1e-6);
    expectLeadsPositive(found);
  });

  it('are good where they stand out', async () => {
    const { values } = makeMatrix('graded', 200, 240, 3);
    const found = await topDirections(values, 200, 240, 10, product);
    const exact = svd(values, 200, 240);
    for (let i = 0; i < 10; i++) {
      expect(found.s[i]! / exact.s[i]!).toBeCloseTo(1, 5);
      let along = 0;
      for (let row = 0; row < 200; row++) along += found.u[row * 10 + i]! * exact.u[row * 200 + i]!;
      expect(along).toBeCloseTo(1, 4);
    }
  });

  it.each([
    ['rankDeficient', 60, 50],
    ['rankOne', 50, 60],
    ['zero', 40, 30],
    ['tiny', 30, 30],
    ['huge', 30, 30],
    ['underflowing', 20, 30],
    ['random', 1, 40],
    ['random', 40, 1],
    ['flat', 70, 60],
  ] as const)('have the largest values of a small matrix right: %s %i x %i', async (kind, rows, columns) => {
    const { values } = makeMatrix(kind, rows, columns, 4);
    const found = await topDirections(values, rows, columns, 8, product);
    const exact = svd(values, rows, columns, { vectors: false });
    expect(found.s.length).toBeLessThanOrEqual(8);
    expect(found.s.length).toBeGreaterThan(0);
    found.s.forEach((sigma, i) =>
      expect(Math.abs(sigma - exact.s[i]!)).toBeLessThanOrEqual(1e-5 * exact.s[0]!),
    );
    expect(exact.s[found.s.length] ?? 0).toBeLessThanOrEqual(
      found.s.length === 8 ? Infinity : 1e-5 * exact.s[0]!,
    );
  });

  it('say where a value is not finite', async () => {
    await expect(topDirections([1, NaN], 1, 2, 1, product)).rejects.toThrow(UserError);
  });
});
