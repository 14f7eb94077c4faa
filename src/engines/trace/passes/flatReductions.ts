import { sizeOf } from '../../../config/networkPlan';
import type { TracedProgram } from '../traceProgram';
import { copyNode, Rewriter } from './rewrite';

/** Beyond this many rows a product with ones adds up too much in one place, and gains nothing. */
const MOST_ROWS = 4096;

/**
 * Sums over the leading dimensions as the product of a row of ones with [rows, columns], which takes half the time of
 * the reduction; over very many rows as a reduction of that matrix.
 */
export function flatReductions(program: TracedProgram): TracedProgram {
  const rewriter = new Rewriter<string>(program, (name) => name);
  const { graph } = rewriter;
  return rewriter.run(
    (node, inputs, from) => {
      const source = from.shapeOf(node.inputs[0]!);
      const axes = node.op === 'ReduceSum' ? [...from.constants.get(node.inputs[1]!)!.data].map(Number) : [];
      const isLeading =
        axes.length > 0 && axes.length < source.length && axes.every((axis, index) => axis === index);
      if (!isLeading) return copyNode(graph, node, inputs, from);
      const rows = sizeOf(source.slice(0, axes.length));
      const columns = sizeOf(source) / rows;
      const matrix = graph.reshape(inputs[0]!, [rows, columns]);
      const output = from.shapeOf(node.outputs[0]!);
      if (rows > MOST_ROWS) {
        const sums = graph.apply('ReduceSum', [matrix, graph.integers([0])], [columns], {
          keepdims: { int: 0 },
        });
        return graph.reshape(sums, output);
      }
      const data = new Float32Array(rows).fill(1);
      const ones = graph.constant(`ones ${rows}`, { shape: [1, rows], type: 'float32', data });
      const attributes = { alpha: { float: 1 }, transA: { int: 0 }, transB: { int: 0 } };
      return graph.reshape(graph.apply('Gemm', [ones, matrix], [1, columns], attributes), output);
    },
    (name) => name,
  );
}
