import type { Graph, GraphNode } from '../graph';
import type { TracedProgram } from '../traceProgram';
import { copyNode, Rewriter } from './rewrite';

/**
 * A sum of rows that is wanted as a vector, made as a row and reshaped, becomes the product of a vector with the
 * matrix, which gives a vector at once. The factor of the sum is that vector's entries.
 */
export function vectorSums(program: TracedProgram): TracedProgram {
  const rewriter = new Rewriter<string>(program, (name) => name);
  const { graph } = rewriter;
  const sums = new Map<string, { readonly node: GraphNode; readonly matrix: string }>();
  return rewriter.run(
    (node, inputs, from) => {
      if (isSumOfRows(node, from)) sums.set(node.outputs[0]!, { node, matrix: inputs[1]! });
      const sum = node.op === 'Reshape' ? sums.get(node.inputs[0]!) : undefined;
      const output = from.shapeOf(node.outputs[0]!);
      if (sum === undefined || output.length !== 1) return copyNode(graph, node, inputs, from);
      const [rows] = graph.shapeOf(sum.matrix) as [number];
      const { float: factor } = sum.node.attributes.alpha as { float: number };
      return graph.apply('MatMul', [factors(graph, rows, factor), sum.matrix], output);
    },
    (name) => name,
  );
}

/** A product of a row of ones with a matrix. */
function isSumOfRows({ op, inputs, attributes }: GraphNode, from: Graph): boolean {
  const ones = op === 'Gemm' ? from.constants.get(inputs[0]!) : undefined;
  const { transB } = attributes as { transB?: { int: number } };
  if (ones?.type !== 'float32' || ones.shape[0] !== 1 || transB?.int !== 0) return false;
  return (ones.data as Float32Array).every((value) => value === 1);
}

/** As many entries as a sum has rows, each its factor. */
function factors(graph: Graph, rows: number, factor: number): string {
  const data = new Float32Array(rows).fill(factor);
  return graph.constant(`${rows} times ${factor}`, { shape: [rows], type: 'float32', data });
}
