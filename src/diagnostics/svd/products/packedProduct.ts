import type { Block } from '../kernels/workspace';
import { Workspace } from '../kernels/workspace';
import type { Matrix, MatrixProduct, ProductOptions } from './matrixProduct';
import { productShape } from './matrixProduct';

/** Terms of a sum, and rows of A, that are packed at a time, so that they stay in the cache of the processor. */
const DEPTH = 256;
const ROWS = 128;

const upToPanels = (count: number) => Math.ceil(count / 4) * 4;

/** The matrix product in WebAssembly, on one thread: for where no library is at hand or where it is slower. */
export function packedProduct(): MatrixProduct {
  // Kept from one product to the next: to get memory takes longer than a small product.
  let workspace: Workspace | undefined;
  const multiply = (a: Matrix, b: Matrix, options: ProductOptions<Float64Array>) => {
    const lengths = blockLengths(a, b, options);
    if (workspace?.holds(lengths) !== true) workspace = new Workspace(lengths);
    workspace.clear();
    return multiplyIn(workspace, a, b, options);
  };
  return {
    multiply: (a, b, options = {}) => Promise.resolve(multiply(a, b, options)),
    multiplySingle: (a, b, { transposeA = false, transposeB = false, minuend, into } = {}) => {
      const result = multiply(toDouble(a), toDouble(b), {
        transposeA,
        transposeB,
        ...(minuend === undefined ? {} : { minuend: Float64Array.from(minuend) }),
      });
      const single = into ?? new Float32Array(result.length);
      single.set(result);
      return Promise.resolve(single);
    },
  };
}

const toDouble = ({ values, rows, columns }: Matrix<Float32Array>): Matrix => ({
  values: Float64Array.from(values),
  rows,
  columns,
});

function blockLengths(a: Matrix, b: Matrix, options: ProductOptions<Float64Array>): number[] {
  const { rows, columns } = productShape(a, b, options);
  const width = upToPanels(columns);
  return [a.values.length, b.values.length, upToPanels(rows) * width, DEPTH * ROWS, DEPTH * width];
}

function multiplyIn(
  workspace: Workspace,
  a: Matrix,
  b: Matrix,
  options: ProductOptions<Float64Array>,
): Float64Array {
  const { rows, columns, depth } = productShape(a, b, options);
  const width = upToPanels(columns);
  const blocks = blockLengths(a, b, options).map((length) => workspace.take(length));
  const [left, right, sums, packedA, packedB] = blocks as [Block, Block, Block, Block, Block];
  sums.values.fill(0);
  left.values.set(a.values);
  right.values.set(b.values);
  const [aRow, aColumn] = options.transposeA === true ? [1, a.columns] : [a.columns, 1];
  const [bRow, bColumn] = options.transposeB === true ? [1, b.columns] : [b.columns, 1];
  const { packRows, packColumns, addPackedProduct } = workspace.kernels;
  for (let k = 0; k < depth; k += DEPTH) {
    const terms = Math.min(DEPTH, depth - k);
    packColumns(right.at + 8 * k * bRow, bRow, bColumn, terms, columns, packedB.at);
    for (let i = 0; i < rows; i += ROWS) {
      const count = Math.min(ROWS, rows - i);
      packRows(left.at + 8 * (i * aRow + k * aColumn), aRow, aColumn, count, terms, packedA.at);
      addPackedProduct(
        packedA.at,
        packedB.at,
        upToPanels(count),
        width,
        terms,
        sums.at + 8 * i * width,
        width,
      );
    }
  }
  return collect(sums.values, width, rows, columns, options);
}

/** The sums without what fills up the panels; they lie further apart than the result's rows. */
function collect(
  sums: Float64Array,
  stride: number,
  rows: number,
  columns: number,
  { minuend, into = new Float64Array(rows * columns) }: ProductOptions<Float64Array>,
): Float64Array {
  for (let i = 0; i < rows; i++) {
    const from = i * stride;
    const to = i * columns;
    if (minuend === undefined) into.set(sums.subarray(from, from + columns), to);
    else for (let j = 0; j < columns; j++) into[to + j] = minuend[to + j]! - sums[from + j]!;
  }
  return into;
}
