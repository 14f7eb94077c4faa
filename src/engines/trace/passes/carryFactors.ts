import type { Graph, GraphNode } from '../graph';
import { sizeOf } from '../../../config/networkPlan';
import type { TracedProgram } from '../traceProgram';
import { copyNode, Rewriter } from './rewrite';

/** A value of the new graph times a known number that has not been multiplied in yet. */
interface Scaled {
  readonly name: string;
  readonly factor: number;
}

/**
 * Carries multiplications by constants along with the values instead of carrying them out: a product of matrices takes
 * the factor for free, a reduction passes it on to a smaller value, and products and sums of values with factors have
 * one themselves. What reaches an operation that needs the value itself is multiplied there.
 */
export function carryFactors(program: TracedProgram): TracedProgram {
  const rewriter = new Rewriter<Scaled>(program, (name) => ({ name, factor: 1 }));
  const { graph } = rewriter;

  const multiplied = ({ name, factor }: Scaled): string =>
    factor === 1 ? name : graph.apply('Mul', [name, graph.scalar(Math.fround(factor))], graph.shapeOf(name));

  return rewriter.run((node, inputs, from) => {
    const carried = CARRIERS[node.op]?.(node, inputs, graph, from, multiplied);
    // A factor of zero, or one that float32 cannot hold, would be divided by later: it is multiplied in here instead.
    if (carried !== undefined && isSafe(carried.factor)) return carried;
    return { name: copyNode(graph, node, inputs.map(multiplied), from), factor: 1 };
  }, multiplied);
}

function isSafe(factor: number): boolean {
  const size = Math.abs(factor);
  return size >= SMALLEST_FACTOR && size <= 1 / SMALLEST_FACTOR;
}

/** Beyond it, products of factors could leave float32's range where the values that they belong to would not. */
const SMALLEST_FACTOR = 1e-15;

type Carrier = (
  node: GraphNode,
  inputs: readonly Scaled[],
  graph: Graph,
  from: Graph,
  multiplied: (value: Scaled) => string,
) => Scaled | undefined;

const names = (inputs: readonly Scaled[]) => inputs.map(({ name }) => name);

/** op(f x) = g(f) op(x), the first input scaled and the others indices, shapes or axes. */
const linear =
  (factorAfter: (factor: number) => number | undefined): Carrier =>
  (node, inputs, graph, from) => {
    const factor = factorAfter(inputs[0]!.factor);
    return factor === undefined ? undefined : { name: copyNode(graph, node, names(inputs), from), factor };
  };

const unchanged = linear((factor) => factor);
const ifPositive = linear((factor) => (factor > 0 ? factor : undefined));

const product: Carrier = (node, inputs, graph, from) => {
  const [a, b] = inputs as [Scaled, Scaled];
  for (const [value, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const constant = graph.scalarOf(other.name);
    const isFull = graph.shapeOf(value.name).join() === from.shapeOf(node.outputs[0]!).join();
    if (constant !== undefined && isFull) {
      return { name: value.name, factor: value.factor * other.factor * constant };
    }
  }
  return { name: copyNode(graph, node, names(inputs), from), factor: a.factor * b.factor };
};

const quotient: Carrier = (node, inputs, graph, from) => {
  const [a, b] = inputs as [Scaled, Scaled];
  return { name: copyNode(graph, node, names(inputs), from), factor: a.factor / b.factor };
};

/** Sums of values with one factor have it too; else the operand that costs less to multiply is. */
const sum: Carrier = (node, inputs, graph, from, multiplied) => {
  const [a, b] = inputs as [Scaled, Scaled];
  if (a.factor === b.factor) return { name: copyNode(graph, node, names(inputs), from), factor: a.factor };
  const sizes = inputs.map(({ name }) => sizeOf(graph.shapeOf(name)));
  if (a.factor === 1 || b.factor === 1) {
    const scaled = a.factor === 1 ? 1 : 0;
    if (sizes[scaled]! <= sizes[1 - scaled]!) {
      return { name: copyNode(graph, node, inputs.map(multiplied), from), factor: 1 };
    }
  }
  // a f + b g = f (a + b g / f), and likewise for the other operand.
  const small = sizes[0]! < sizes[1]! ? 0 : 1;
  const common = inputs[1 - small]!.factor;
  const rest = inputs.map((value, index) =>
    index === small ? multiplied({ name: value.name, factor: value.factor / common }) : value.name,
  );
  return { name: copyNode(graph, node, rest, from), factor: common };
};

const gemm: Carrier = (node, inputs, graph, from) => {
  const factor = inputs[0]!.factor * inputs[1]!.factor;
  const alpha = (node.attributes.alpha as { float: number }).float * factor;
  const scaled = { ...node, attributes: { ...node.attributes, alpha: { float: Math.fround(alpha) } } };
  return { name: copyNode(graph, scaled, names(inputs), from), factor: 1 };
};

/** Zeros that pad a value have any factor. */
const concatenation: Carrier = (node, inputs, graph, from) => {
  const values = inputs.filter(({ name }) => !isZero(graph, name));
  const factor = values[0]?.factor ?? 1;
  if (values.some((value) => value.factor !== factor)) return undefined;
  return { name: copyNode(graph, node, names(inputs), from), factor };
};

function isZero(graph: Graph, name: string): boolean {
  const constant = graph.constants.get(name);
  return constant?.type === 'float32' && (constant.data as Float32Array).every((value) => value === 0);
}

const CARRIERS: Readonly<Record<string, Carrier>> = {
  Abs: linear(Math.abs),
  Add: sum,
  Concat: concatenation,
  Div: quotient,
  Expand: unchanged,
  Gather: unchanged,
  Gemm: gemm,
  LeakyRelu: ifPositive,
  Mul: product,
  Reciprocal: linear((factor) => 1 / factor),
  ReduceSum: unchanged,
  Relu: ifPositive,
  Reshape: unchanged,
  Slice: unchanged,
  Sqrt: linear((factor) => (factor > 0 ? Math.sqrt(factor) : undefined)),
  Sub: sum,
  Transpose: unchanged,
};
