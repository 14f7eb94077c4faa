import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OnnxMatrixProduct } from '../engines/onnx/matrixProduct';
import { openOnnxMatrixProduct } from '../engines/onnx/matrixProduct';
import { UserError } from '../config/userError';
import type { KernelMatrix } from './algebra';

/** A^T B. */
export type TransposedProduct = (a: KernelMatrix, b: KernelMatrix) => Promise<Float32Array>;

/** By onnxruntime, and in plain loops where it has no binary for this machine. */
export function transposedProducts(threads: number): TransposedProduct {
  let opened: Promise<OnnxMatrixProduct | undefined> | undefined;
  return async (a, b) => {
    opened ??= openOnnxMatrixProduct(threads).catch((error: unknown) => {
      if (error instanceof UserError) return undefined;
      throw error;
    });
    const native = await opened;
    if (native === undefined) return plainTransposedProduct(a, b);
    const left = single(a);
    const multiply = (right: ReturnType<typeof single>) =>
      native.multiplySingle(left, right, { transposeA: true });
    return inPanels(a.columns, single(b), multiply);
  };
}

/** Multiplications of one call, which holds up this thread: a tenth of a second or so. */
const AT_ONCE = 1e10;

/** A product by panels of B's columns, so that between two of them other things are heard. */
async function inPanels(
  outputs: number,
  { values, rows, columns }: ReturnType<typeof single>,
  multiply: (panel: ReturnType<typeof single>) => Promise<Float32Array>,
): Promise<Float32Array> {
  const width = Math.max(1, Math.floor(AT_ONCE / (outputs * rows)));
  if (width >= columns) return multiply({ values, rows, columns });
  const result = new Float32Array(outputs * columns);
  for (let from = 0; from < columns; from += width) {
    await nextTurn();
    const count = Math.min(width, columns - from);
    const panel = new Float32Array(rows * count);
    for (let row = 0; row < rows; row++) {
      panel.set(values.subarray(row * columns + from, row * columns + from + count), row * count);
    }
    const part = await multiply({ values: panel, rows, columns: count });
    for (let row = 0; row < outputs; row++) {
      result.set(part.subarray(row * count, (row + 1) * count), row * columns + from);
    }
  }
  return result;
}

/** A^T B by loops over rows, which both matrices are stored by. */
export function plainTransposedProduct(a: KernelMatrix, b: KernelMatrix): Float32Array {
  const result = new Float64Array(a.columns * b.columns);
  for (let row = 0; row < a.rows; row++) {
    for (let i = 0; i < a.columns; i++) {
      const factor = a.values[row * a.columns + i]!;
      if (factor === 0) continue;
      const to = i * b.columns;
      const from = row * b.columns;
      for (let j = 0; j < b.columns; j++) result[to + j]! += factor * b.values[from + j]!;
    }
  }
  return Float32Array.from(result);
}

function single({ values, rows, columns }: KernelMatrix) {
  return { values: values instanceof Float32Array ? values : Float32Array.from(values), rows, columns };
}
