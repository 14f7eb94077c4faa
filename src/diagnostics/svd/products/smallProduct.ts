import type { Matrix, MatrixProduct, ProductOptions } from './matrixProduct';
import { productShape } from './matrixProduct';

/** Up to this many multiplications the call of a library takes longer than the product itself. */
const SMALL = 60_000;

/** The same products, with the small ones done at once in JavaScript. */
export function withSmallProducts(large: MatrixProduct): MatrixProduct {
  return {
    multiply(a, b, options = {}) {
      const { rows, columns, depth } = productShape(a, b, options);
      if (rows * columns * depth > SMALL) return large.multiply(a, b, options);
      return Promise.resolve(smallProduct(a, b, options));
    },
    multiplySingle: (a, b, options) => large.multiplySingle(a, b, options),
  };
}

/** op(A) op(B) by sums of B's rows. */
export function smallProduct(a: Matrix, b: Matrix, options: ProductOptions<Float64Array> = {}): Float64Array {
  const { rows, columns, depth } = productShape(a, b, options);
  const [aRow, aTerm] = options.transposeA === true ? [1, a.columns] : [a.columns, 1];
  const right = options.transposeB === true ? transposed(b) : b.values;
  const sign = options.minuend === undefined ? 1 : -1;
  const result = options.minuend?.slice() ?? new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const to = i * columns;
    for (let k = 0; k < depth; k++) {
      const factor = sign * a.values[i * aRow + k * aTerm]!;
      const from = k * columns;
      for (let j = 0; j < columns; j++) result[to + j]! += factor * right[from + j]!;
    }
  }
  if (options.into === undefined) return result;
  options.into.set(result);
  return options.into;
}

/** Rows and columns of a tile; both matrices' parts of it stay in the cache. */
const TILE = 32;

/** The transpose, row by row. */
export function transposed({ values, rows, columns }: Matrix): Float64Array {
  const result = new Float64Array(values.length);
  for (let top = 0; top < rows; top += TILE) {
    const bottom = Math.min(rows, top + TILE);
    for (let left = 0; left < columns; left += TILE) {
      const right = Math.min(columns, left + TILE);
      for (let i = top; i < bottom; i++) {
        for (let j = left; j < right; j++) result[j * rows + i] = values[i * columns + j]!;
      }
    }
  }
  return result;
}
