import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TracedKernel } from './kernel';

/** Products of matrices as Gemm, which takes operands transposed and a factor for free. */
const batchMatMul: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
  const leading = [...a.shape.slice(0, -2), ...b.shape.slice(0, -2)];
  if (leading.some((size) => size !== 1)) throw new Error('products of stacks of matrices are not traced');
  const [left, right] = [a, b].map((x) => graph.reshape(backend.name(x), x.shape.slice(-2))) as [
    string,
    string,
  ];
  const transA = attributes.transposeA === true;
  const transB = attributes.transposeB === true;
  const rows = a.shape.at(transA ? -1 : -2)!;
  const columns = b.shape.at(transB ? -2 : -1)!;
  const product = graph.apply('Gemm', [left, right], [rows, columns], {
    alpha: { float: 1 },
    transA: { int: transA ? 1 : 0 },
    transB: { int: transB ? 1 : 0 },
  });
  return backend.value(product, [...a.shape.slice(0, -2), rows, columns]);
};

export const products: Readonly<Record<string, TracedKernel>> = { BatchMatMul: batchMatMul };
