import { describe, expect, it } from 'vitest';
import { gramMatrix } from '../../../../src/diagnostics/svd/gram/gramMatrix';
import { operandOf } from '../../../../src/diagnostics/svd/gram/operand';
import type { Matrix, MatrixProduct } from '../../../../src/diagnostics/svd/products/matrixProduct';
import { packedProduct } from '../../../../src/diagnostics/svd/products/packedProduct';
import { smallProduct, withSmallProducts } from '../../../../src/diagnostics/svd/products/smallProduct';
import { openOnnxMatrixProduct } from '../../../../src/engines/onnx/matrixProduct';
import { Random } from '../../../../src/random/random';
import fc from '../../support/properties';

const packed = packedProduct();
const implementations: readonly (readonly [string, () => Promise<MatrixProduct>])[] = [
  ['in WebAssembly', () => Promise.resolve(packed)],
  ['small ones in JavaScript', () => Promise.resolve(withSmallProducts(packed))],
  ['by onnxruntime', () => openOnnxMatrixProduct(2)],
];

/** Whole numbers, whose products and sums are exact in both precisions. */
function integers(rows: number, columns: number, random: Random): Matrix {
  const values = Float64Array.from({ length: rows * columns }, () => random.integer(9) - 4);
  return { values, rows, columns };
}

function single({ values, rows, columns }: Matrix): Matrix<Float32Array> {
  return { values: Float32Array.from(values), rows, columns };
}

/** By the definition. */
function expectedProduct(a: Matrix, b: Matrix, transposeA: boolean, transposeB: boolean): Float64Array {
  const [rows, depth] = transposeA ? [a.columns, a.rows] : [a.rows, a.columns];
  const columns = transposeB ? b.rows : b.columns;
  return Float64Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < depth; k++) {
      const left = transposeA ? a.values[k * a.columns + i]! : a.values[i * a.columns + k]!;
      sum += left * (transposeB ? b.values[j * b.columns + k]! : b.values[k * b.columns + j]!);
    }
    return sum;
  });
}

const side = fc.integer({ min: 1, max: 40 });
/** Longer than what is packed at a time. */
const long = fc.oneof(side, fc.constantFrom(130, 259));

describe.each(implementations)('matrix products %s', (_, open) => {
  it('of any shape and transposition, and what is left of a minuend', async () => {
    const product = await open();
    const flags = [fc.boolean(), fc.boolean()] as const;
    await fc.assert(
      fc.asyncProperty(long, long, side, ...flags, async (rows, depth, columns, transposeA, transposeB) => {
        const random = new Random('product', rows, depth, columns);
        const a = transposeA ? integers(depth, rows, random) : integers(rows, depth, random);
        const b = transposeB ? integers(columns, depth, random) : integers(depth, columns, random);
        const expected = expectedProduct(a, b, transposeA, transposeB);
        const options = { transposeA, transposeB };
        expect(await product.multiply(a, b, options)).toEqual(expected);
        const singles = await product.multiplySingle(single(a), single(b), options);
        expect(singles).toEqual(Float32Array.from(expected));

        const minuend = integers(rows, columns, random).values;
        const rest = expected.map((value, i) => minuend[i]! - value);
        expect(await product.multiply(a, b, { ...options, minuend })).toEqual(rest);
        // In its own place too.
        expect(await product.multiply(a, b, { ...options, minuend, into: minuend })).toBe(minuend);
        expect(minuend).toEqual(rest);
      }),
      { numRuns: 15 },
    );
  });
});

describe('a matrix product', () => {
  it('refuses operands that do not fit', () => {
    const a = integers(3, 4, new Random(1));
    expect(() => smallProduct(a, a)).toThrow(/Sums of 4 and of 3 terms/);
  });
});

describe('a Gram matrix', () => {
  it('is right in its lower triangle, block by block', async () => {
    for (const [rows, columns] of [
      [520, 515],
      [515, 520],
      [30, 20],
    ] as const) {
      const { values } = integers(rows, columns, new Random('gram', rows));
      const operand = operandOf(values, rows, columns);
      const { a, short, isTall } = operand;
      const shares: number[] = [];
      const gram = await gramMatrix(operand, packed, (share) => shares.push(share));
      const whole = await packed.multiply(a, a, isTall ? { transposeA: true } : { transposeB: true });
      for (let i = 0; i < short; i++) {
        expect(gram.subarray(i * short, i * short + i + 1)).toEqual(
          whole.subarray(i * short, i * short + i + 1),
        );
      }
      expect(shares.at(-1)).toBe(short < 512 ? undefined : 1);
    }
  });
});
