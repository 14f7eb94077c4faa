import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/config/userError';
import { svd } from '../../../../src/diagnostics/svd';
import { exactSvd } from '../../../../src/diagnostics/svd/exactSvd';
import { gramSvd } from '../../../../src/diagnostics/svd/gram/gramSvd';
import { gramValues } from '../../../../src/diagnostics/svd/gram/gramValues';
import { packedProduct } from '../../../../src/diagnostics/svd/products/packedProduct';
import { withSmallProducts } from '../../../../src/diagnostics/svd/products/smallProduct';
import { openOnnxMatrixProduct } from '../../../../src/engines/onnx/matrixProduct';
import fc from '../../support/properties';
import { KINDS, makeMatrix } from '../matrices';
import { expectLeadsPositive, expectSvd, expectValues, USUAL } from './expectations';

const product = withSmallProducts(packedProduct());
const sizes = fc.integer({ min: 1, max: 30 });
const seeds = fc.integer({ min: 0, max: 1e6 });

describe('the SVD by Gram matrices', () => {
  it.each(KINDS)('agrees with Golub and Kahan on small matrices: %s', async (kind) => {
    await fc.assert(
      fc.asyncProperty(sizes, sizes, seeds, async (rows, columns, seed) => {
        const matrix = makeMatrix(kind, rows, columns, seed);
        const found = await gramSvd(matrix.values, rows, columns, product);
        const { s } = svd(matrix.values, rows, columns, { vectors: false });
        expectSvd(matrix, found, s, USUAL);
        expectLeadsPositive(found);
        expectValues(await gramValues(matrix.values, rows, columns, product), s, USUAL.values);
      }),
      { numRuns: 8 },
    );
  });

  // Larger than a leaf, a panel and an unblocked rest, so that every part of the method is gone through.
  it.each(KINDS)('agrees with it on larger ones: %s', async (kind) => {
    const [rows, columns] = kind < 'm' ? [140, 110] : [99, 130];
    const matrix = makeMatrix(kind, rows, columns, 4);
    const { s } = svd(matrix.values, rows, columns, { vectors: false });
    expectSvd(matrix, await gramSvd(matrix.values, rows, columns, product), s, USUAL);
    expectValues(await gramValues(matrix.values, rows, columns, product), s, USUAL.values);
  });

  it("is the same with onnxruntime's products", async () => {
    const library = withSmallProducts(await openOnnxMatrixProduct(2));
    for (const kind of ['random', 'rankDeficient']) {
      const matrix = makeMatrix(kind, 180, 170, 3);
      const { values, rows, columns } = matrix;
      const { s } = svd(values, rows, columns, { vectors: false });
      const found = await gramSvd(values, rows, columns, library);
      expectSvd(matrix, found, s, USUAL);
      expectValues(await gramValues(values, rows, columns, library), s, USUAL.values);
      expect(await gramSvd(values, rows, columns, library)).toEqual(found);
    }
  });

  it('gives the same bits each time and leaves its input alone', async () => {
    const { values } = makeMatrix('random', 140, 120, 1);
    const copy = values.slice();
    expect(await gramSvd(values, 140, 120, product)).toEqual(await gramSvd(values, 140, 120, product));
    expect(values).toEqual(copy);
  });

  it('keeps the digits of matrices in single precision at both ends of its range', async () => {
    for (const scale of [1e-45, 1e-38, 1e37]) {
      const values = Float32Array.from(
        makeMatrix('random', 60, 50, 2).values,
        (value) => Math.round(value * 8) * scale,
      );
      const { s } = svd(values, 60, 50, { vectors: false });
      const matrix = { values: Float64Array.from(values), rows: 60, columns: 50 };
      expectSvd(matrix, await gramSvd(values, 60, 50, product), s, USUAL);
    }
  });

  it('says where a value is not finite, and refuses an empty matrix', async () => {
    const values = new Float32Array(60 * 50);
    values[60 * 50 - 1] = -Infinity;
    for (const method of [gramSvd, gramValues]) {
      await expect(method(values, 60, 50, product)).rejects.toThrow(UserError);
      await expect(method(values, 60, 50, product)).rejects.toThrow(/-Infinity in row 59, column 49/);
      await expect(method([], 0, 3, product)).rejects.toThrow(/0 x 3/);
    }
  });

  it('gives up where its progress says so, whatever it is at', async () => {
    const { values } = makeMatrix('graded', 150, 140, 1);
    let calls = 0;
    await gramSvd(values, 150, 140, product, () => calls++);
    expect(calls).toBeGreaterThan(8);
    for (const last of [1, 3, calls - 1]) {
      let left = last;
      const stop = () => {
        if (left-- === 0) throw new Error('enough');
      };
      await expect(gramSvd(values, 150, 140, product, stop)).rejects.toThrow('enough');
    }
  });

  it('reports progress that never falls', async () => {
    for (const kind of ['random', 'graded', 'rankDeficient', 'zero']) {
      const { values } = makeMatrix(kind, 150, 140, 1);
      for (const method of [gramSvd, gramValues]) {
        const fractions: number[] = [];
        await method(values, 150, 140, product, ({ fraction }) => fractions.push(fraction));
        expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
        expect(fractions.at(-1)).toBe(1);
      }
    }
  });
});

describe('the exact SVD', () => {
  it('has the same conventions on both sides of where the method changes', async () => {
    for (const columns of [40, 41]) {
      const { values } = makeMatrix('random', 90, columns, 6);
      const found = await exactSvd(values, 90, columns, true, product);
      const expected = svd(values, 90, columns);
      found.u.forEach((value, i) => expect(value).toBeCloseTo(expected.u[i]!, 9));
      found.v.forEach((value, i) => expect(value).toBeCloseTo(expected.v[i]!, 9));
      const bare = await exactSvd(values, 90, columns, false, product);
      expectValues(bare.s, expected.s, USUAL.values);
      expect([bare.u.length, bare.v.length]).toEqual([0, 0]);
    }
  });
});
