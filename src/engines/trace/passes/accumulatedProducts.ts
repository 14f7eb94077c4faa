import { sizeOf } from '../../../config/networkPlan';
import type { Graph, GraphNode } from '../graph';
import type { TracedProgram } from '../traceProgram';
import { countReaders } from './readers';
import { copyNode, Rewriter } from './rewrite';

/** Larger results than fit into a core's cache are copied by one thread for longer than all threads take for the sum. */
const MOST_ENTRIES = 2 ** 18;

/**
 * A product of matrices, perhaps in another shape, to which a matrix of the same shape is added, or from which one is subtracted, starts from that
 * matrix instead of zero: one pass over the result less.
 */
export function accumulatedProducts(program: TracedProgram): TracedProgram {
  const rewriter = new Rewriter<string>(program, (name) => name);
  const { graph } = rewriter;
  const readers = countReaders(program);
  const products = new Map<string, Product>();
  return rewriter.run(
    (node, inputs, from) => {
      const isReadOnce = readers.get(node.outputs[0]!) === 1;
      if (node.op === 'Gemm' && node.inputs.length === 2 && isReadOnce) {
        products.set(node.outputs[0]!, { node, operands: inputs, order: products.size });
      }
      const reshaped = node.op === 'Reshape' ? products.get(node.inputs[0]!) : undefined;
      if (reshaped !== undefined && isReadOnce) products.set(node.outputs[0]!, reshaped);
      return accumulated(node, inputs, from, products, graph) ?? copyNode(graph, node, inputs, from);
    },
    (name) => name,
  );
}

interface Product {
  readonly node: GraphNode;
  readonly operands: readonly string[];
  readonly order: number;
}

function accumulated(
  { op, inputs, outputs }: GraphNode,
  rewritten: readonly string[],
  from: Graph,
  products: ReadonlyMap<string, Product>,
  graph: Graph,
): string | undefined {
  if (op !== 'Add' && op !== 'Sub') return undefined;
  const shape = from.shapeOf(outputs[0]!);
  if (sizeOf(shape) > MOST_ENTRIES) return undefined;
  if (inputs.some((input) => from.shapeOf(input).join() !== shape.join())) return undefined;
  // Of two products the later one goes on from the earlier. Of a difference the first is what is added to.
  const positions = op === 'Sub' ? [0] : [0, 1];
  const found = positions
    .map((position) => ({ position, product: products.get(inputs[position]!) }))
    .filter((each): each is { position: number; product: Product } => each.product !== undefined)
    .sort((a, b) => b.product.order - a.product.order)[0];
  if (found === undefined) return undefined;
  const { node, operands } = found.product;
  const matrix = from.shapeOf(node.outputs[0]!);
  const start = graph.reshape(rewritten[1 - found.position]!, matrix);
  const attributes = { ...node.attributes, beta: { float: op === 'Sub' ? -1 : 1 } };
  return graph.reshape(graph.apply('Gemm', [...operands, start], matrix, attributes), shape);
}
