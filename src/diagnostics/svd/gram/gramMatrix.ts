import type { Matrix, MatrixProduct } from '../products/matrixProduct';
import type { Operand } from './operand';

/** Columns of L whose products with each other are made in one call. */
const BLOCK = 256;

/**
 * The lower triangle of LᵀL [short, short], block by block; what lies above the blocks of the diagonal stays zero.
 *
 * @param onBlock  called with the share that is done; may throw to give up
 */
export async function gramMatrix(
  { a, long, short, isTall }: Pick<Operand, 'a' | 'long' | 'short' | 'isTall'>,
  product: MatrixProduct,
  onBlock: (share: number) => void,
): Promise<Float64Array> {
  // Half of a small matrix is not worth more calls than one.
  const width = short < 2 * BLOCK ? short : BLOCK;
  if (width === short) {
    return product.multiply(a, a, isTall ? { transposeA: true } : { transposeB: true });
  }
  const starts = Array.from({ length: Math.ceil(short / width) }, (_, i) => i * width);
  const parts = starts.map((start): Matrix => {
    const count = Math.min(width, short - start);
    // Rows of Lᵀ lie together; columns of L do not.
    if (isTall) return { values: copyColumns(a, start, count), rows: long, columns: count };
    return { values: a.values.subarray(start * long, (start + count) * long), rows: count, columns: long };
  });
  const gram = new Float64Array(short * short);
  let done = 0;
  for (const [i, left] of parts.entries()) {
    for (const [j, right] of parts.slice(0, i + 1).entries()) {
      const block = await product.multiply(left, right, isTall ? { transposeA: true } : { transposeB: true });
      const columns = isTall ? right.columns : right.rows;
      for (let from = 0, row = starts[i]!; from < block.length; from += columns, row++) {
        gram.set(block.subarray(from, from + columns), row * short + starts[j]!);
      }
      onBlock(++done / ((parts.length * (parts.length + 1)) / 2));
    }
  }
  return gram;
}

/** Neighbouring columns as a matrix of their own. */
function copyColumns({ values, rows, columns }: Matrix, start: number, count: number): Float64Array {
  const result = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    const from = row * columns + start;
    result.set(values.subarray(from, from + count), row * count);
  }
  return result;
}
