import type { Graph, GraphNode } from '../graph';
import { sizeOf } from '../../../config/networkPlan';
import { isSwap, swapped, swappedShape } from '../layout';
import type { TracedProgram } from '../traceProgram';
import { copyNode, Rewriter } from './rewrite';

/** A value in tfjs's order, or with the batch innermost, or both; what is missing is made when it is asked for. */
class Ordered {
  constructor(
    private readonly graph: Graph,
    private plain: string | undefined,
    private swapped: string | undefined,
  ) {}

  get isSwapped(): boolean {
    return this.swapped !== undefined;
  }

  get name(): string {
    this.plain ??= swapped(this.graph, this.swapped!);
    return this.plain;
  }

  get swappedName(): string {
    this.swapped ??= swapped(this.graph, this.plain!);
    return this.swapped;
  }
}

const UNARY = new Set([
  ...['Abs', 'Exp', 'HardSigmoid', 'LeakyRelu', 'Log', 'Reciprocal', 'Relu', 'Sigmoid', 'Sqrt', 'Tanh'],
]);
const BINARY = new Set(['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Pow']);

/**
 * Keeps values between convolutions in the convolutions' own order, [channels, height, width, batch]: the transposes
 * around them cancel, and the elementwise operations and reductions in between are done in that order too.
 */
export function batchInnermost(program: TracedProgram): TracedProgram {
  if (!program.graph.nodes.some(isSwap)) return program;
  const rewriter: Rewriter<Ordered> = new Rewriter<Ordered>(
    program,
    (name) => new Ordered(rewriter.graph, name, undefined),
  );
  const { graph } = rewriter;
  return rewriter.run(
    (node, inputs, from) =>
      swap(node, inputs, graph) ??
      unflattened(node, inputs, graph, from) ??
      elementwise(node, inputs, graph, from) ??
      reduction(node, inputs, graph, from) ??
      new Ordered(
        graph,
        copyNode(
          graph,
          node,
          inputs.map(({ name }) => name),
          from,
        ),
        undefined,
      ),
    ({ name }) => name,
  );
}

/** A transpose becomes a change of view; the same one again leads back. */
function swap(node: GraphNode, [input]: readonly Ordered[], graph: Graph): Ordered | undefined {
  return isSwap(node) ? new Ordered(graph, input!.swappedName, input!.name) : undefined;
}

/**
 * Images that are made of vectors, [N, HWC] as [N, H, W, C]: what follows is done in the convolutions' order from here
 * on, for a convolution comes sooner or later, and often several, each of which would turn them.
 */
function unflattened(
  node: GraphNode,
  [input]: readonly Ordered[],
  graph: Graph,
  from: Graph,
): Ordered | undefined {
  if (node.op !== 'Reshape') return undefined;
  const source = from.shapeOf(node.inputs[0]!);
  const shape = from.shapeOf(node.outputs[0]!);
  if (source.length !== 2 || shape.length !== 4 || source[0] !== shape[0]) return undefined;
  const plain = graph.reshape(input!.name, shape);
  return new Ordered(graph, plain, swapped(graph, plain));
}

function elementwise(
  node: GraphNode,
  inputs: readonly Ordered[],
  graph: Graph,
  from: Graph,
): Ordered | undefined {
  if (!UNARY.has(node.op) && !BINARY.has(node.op)) return undefined;
  const shape = from.shapeOf(node.outputs[0]!);
  if (shape.length !== 4 || !inputs.some(({ isSwapped }) => isSwapped)) return undefined;
  const operands = inputs.map((input, index) =>
    operand(input, from.shapeOf(node.inputs[index]!), shape, graph),
  );
  if (operands.some((name) => name === undefined)) return undefined;
  const result = swappedShape(shape);
  return new Ordered(graph, undefined, graph.apply(node.op, operands as string[], result, node.attributes));
}

/** An operand as it broadcasts in the new order: whole, one number, or one number a channel. */
function operand(
  input: Ordered,
  shape: readonly number[],
  whole: readonly number[],
  graph: Graph,
): string | undefined {
  if (shape.join() === whole.join()) return input.swappedName;
  if (sizeOf(shape) === 1) return graph.reshape(input.name, []);
  const isPerChannel = sizeOf(shape) === shape.at(-1) && shape.at(-1) === whole.at(-1);
  return isPerChannel ? graph.reshape(input.name, [whole.at(-1)!, 1, 1, 1]) : undefined;
}

/** Sums over everything but the channels, or over all. */
function reduction(
  node: GraphNode,
  inputs: readonly Ordered[],
  graph: Graph,
  from: Graph,
): Ordered | undefined {
  const [input] = inputs as [Ordered];
  if (node.op !== 'ReduceSum' || !input.isSwapped) return undefined;
  const shape = from.shapeOf(node.outputs[0]!);
  const source = from.shapeOf(node.inputs[0]!);
  const axes = [...from.constants.get(node.inputs[1]!)!.data].map(Number).join();
  if (axes === '0,1,2,3') {
    return new Ordered(
      graph,
      graph.apply('ReduceSum', [input.swappedName, graph.integers([0, 1, 2, 3])], shape, node.attributes),
      undefined,
    );
  }
  if (axes !== '0,1,2') return undefined;
  const channels = source[3]!;
  const rows = graph.reshape(input.swappedName, [channels, sizeOf(source) / channels]);
  const sums = graph.apply('ReduceSum', [rows, graph.integers([1])], [channels], { keepdims: { int: 0 } });
  return new Ordered(graph, graph.reshape(sums, shape), undefined);
}
