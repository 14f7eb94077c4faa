import type { Attribute, Graph, GraphNode } from '../graph';
import { STEEP } from '../kernels/elementwise';
import type { TracedProgram } from '../traceProgram';
import { copyNode, Rewriter } from './rewrite';
import type { Scaled } from './scaledValues';
import { ScaledValues } from './scaledValues';

/**
 * Carries multiplications by constants along with the values instead of carrying them out: a product of matrices takes
 * the factor for free, a reduction passes it on to a smaller value, and products and sums of values with factors have
 * one themselves. What reaches an operation that needs the value itself is multiplied there.
 */
export function carryFactors(program: TracedProgram): TracedProgram {
  const rewriter = new Rewriter<Scaled>(program, (name) => ({ name, factor: 1 }));
  const { graph } = rewriter;
  const values = new ScaledValues(graph);
  const multiplied = (value: Scaled) => values.times(value, value.factor);

  return rewriter.run((node, inputs, from) => {
    const current = inputs.map((value) => values.current(value));
    const carried = CARRIERS[node.op]?.(node, current, graph, from, values);
    // A factor of zero, or one that float32 cannot hold, would be divided by later: it is multiplied in here instead.
    if (carried !== undefined && isSafe(carried.factor)) return carried;
    return { name: copyNode(graph, node, inputs.map(multiplied), from), factor: 1 };
  }, multiplied);
}

/** Whether a node is the comparison that the gradient of relu is traced as. */
function isStep({ attributes: { alpha, beta } }: GraphNode): boolean {
  const is = (attribute: Attribute | undefined, value: number) =>
    attribute !== undefined && 'float' in attribute && attribute.float === value;
  return is(alpha, STEEP) && is(beta, 0);
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
  values: ScaledValues,
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

/** Sums of values with one factor have it too; else that operand gets the other's factor for which this costs less. */
const sum: Carrier = (node, inputs, graph, from, values) => {
  const [a, b] = inputs as [Scaled, Scaled];
  if (a.factor === b.factor) return { name: copyNode(graph, node, names(inputs), from), factor: a.factor };
  const costs = inputs.map((value) => values.costOfFactor(value));
  const changed = costs[0] === costs[1] ? (a.factor === 1 ? 1 : 0) : costs[0]! < costs[1]! ? 0 : 1;
  const common = inputs[1 - changed]!.factor;
  const operands = inputs.map((value, index) =>
    index === changed ? values.times(value, value.factor / common) : value.name,
  );
  return { name: copyNode(graph, node, operands, from), factor: common };
};

const gemm: Carrier = (node, inputs, graph, from) => {
  const factor = inputs[0]!.factor * inputs[1]!.factor;
  const alpha = (node.attributes.alpha as { float: number }).float * factor;
  const scaled = { ...node, attributes: { ...node.attributes, alpha: { float: Math.fround(alpha) } } };
  return { name: copyNode(graph, scaled, names(inputs), from), factor: 1 };
};

/** A comparison with zero: only the sign of a value matters to it. */
const step: Carrier = (node, inputs, graph, from) => {
  if (!isStep(node) || !(inputs[0]!.factor > 0)) return undefined;
  return { name: copyNode(graph, node, names(inputs), from), factor: 1 };
};

/** Zeros that pad a value have any factor. */
const concatenation: Carrier = (node, inputs, graph, from) => {
  const values = inputs.filter(({ name }) => !isZero(graph, name));
  const factor = values[0]?.factor ?? 1;
  if (values.some((value) => value.factor !== factor)) return undefined;
  return { name: copyNode(graph, node, names(inputs), from), factor };
};

/** The parts of a vector may be many, each of which would be multiplied for itself. */
const slice: Carrier = (node, inputs, graph, from, values) =>
  from.shapeOf(node.outputs[0]!).length === 1 ? undefined : unchanged(node, inputs, graph, from, values);

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
  HardSigmoid: step,
  LeakyRelu: ifPositive,
  Mul: product,
  Reciprocal: linear((factor) => 1 / factor),
  ReduceSum: unchanged,
  Relu: ifPositive,
  Reshape: unchanged,
  Slice: slice,
  Sqrt: linear((factor) => (factor > 0 ? Math.sqrt(factor) : undefined)),
  Sub: sum,
  Transpose: unchanged,
};
