import { sizeOf } from '../graph';
import type { TracedProgram } from '../traceProgram';
import { copyNode, Rewriter } from './rewrite';

/** Sums over the leading dimensions run over one: [rows, columns] is what onnxruntime reduces fastest. */
export function flatReductions(program: TracedProgram): TracedProgram {
  const rewriter = new Rewriter<string>(program, (name) => name);
  const { graph } = rewriter;
  return rewriter.run(
    (node, inputs, from) => {
      const source = from.shapeOf(node.inputs[0]!);
      const axes = node.op === 'ReduceSum' ? [...from.constants.get(node.inputs[1]!)!.data].map(Number) : [];
      const isLeading = axes.length > 1 && axes.every((axis, index) => axis === index);
      if (!isLeading) return copyNode(graph, node, inputs, from);
      const rows = sizeOf(source.slice(0, axes.length));
      const flat = graph.reshape(inputs[0]!, [rows, sizeOf(source) / rows]);
      const sums = graph.apply('ReduceSum', [flat, graph.integers([0])], [sizeOf(source) / rows], {
        keepdims: { int: 0 },
      });
      return graph.reshape(sums, from.shapeOf(node.outputs[0]!));
    },
    (name) => name,
  );
}
