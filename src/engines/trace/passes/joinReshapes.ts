import type { TracedProgram } from '../traceProgram';
import { copyNode, Rewriter } from './rewrite';

/** Changes of shape that follow one another are one, or none where the first shape comes back. */
export function joinReshapes(program: TracedProgram): TracedProgram {
  const rewriter = new Rewriter<string>(program, (name) => name);
  const { graph } = rewriter;
  const sources = new Map<string, string>();
  return rewriter.run(
    (node, inputs, from) => {
      if (node.op !== 'Reshape') return copyNode(graph, node, inputs, from);
      const source = sources.get(inputs[0]!) ?? inputs[0]!;
      const result = graph.reshape(source, from.shapeOf(node.outputs[0]!));
      if (result !== source) sources.set(result, source);
      return result;
    },
    (name) => name,
  );
}
