import { sizeOf } from '../../../config/networkPlan';
import type { GraphNode } from '../graph';
import type { TracedProgram } from '../traceProgram';
import { copyNode, Rewriter } from './rewrite';

/**
 * A sum of squares over a whole value is the product of a row with itself: one pass, and no squares to keep. Of
 * onnxruntime's ways to compute it, Gemm with a transposed operand takes a sixth of the time of MatMul with a column.
 */
export function squaredSums(program: TracedProgram): TracedProgram {
  const rewriter = new Rewriter<string>(program, (name) => name);
  const { graph } = rewriter;
  const squares = new Map<string, string>();
  return rewriter.run(
    (node, inputs, from) => {
      const output = from.shapeOf(node.outputs[0]!);
      const square = squares.get(node.inputs[0]!);
      if (node.op === 'ReduceSum' && square !== undefined && sizeOf(output) === 1) {
        const size = sizeOf(graph.shapeOf(square));
        const row = graph.reshape(square, [1, size]);
        const attributes = { alpha: { float: 1 }, transA: { int: 0 }, transB: { int: 1 } };
        return graph.reshape(graph.apply('Gemm', [row, row], [1, 1], attributes), output);
      }
      if (isSquare(node)) squares.set(node.outputs[0]!, inputs[0]!);
      return copyNode(graph, node, inputs, from);
    },
    (name) => name,
  );
}

function isSquare({ op, inputs }: GraphNode): boolean {
  return op === 'Mul' && inputs[0] === inputs[1];
}
