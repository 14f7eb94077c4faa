import type { OnnxNode } from './onnxNodes';
import { SAME } from './onnxUses';

/** Steps from a layer's kernel to its neighbours, and inputs of a node: no layers that anyone writes need more. */
export const MOST_STEPS = 64;
const MOST_INPUTS = 8;

export const PRODUCTS = new Set(['MatMul', 'Gemm', 'MatMulInteger', 'QLinearMatMul']);
/** Nodes that only lay values out otherwise. */
export const SHAPES = new Set(['Flatten', 'Reshape', 'Squeeze', 'Unsqueeze', ...SAME]);

/** A model's nodes and the tensors that have values, with the ways between them. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  /** Names of the tensors that have values. */
  readonly tensors: ReadonlySet<string>;
  /** The node that computes a value, by the value's name. */
  readonly producers: ReadonlyMap<string, OnnxNode>;
  /** The nodes that take a value. */
  readonly consumers: ReadonlyMap<string, readonly OnnxNode[]>;
}

/** @param tensors names of those with values */
export function graphOf(tensors: ReadonlySet<string>, nodes: readonly OnnxNode[]): OnnxGraph {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const consumers = new Map<string, OnnxNode[]>();
  for (const node of nodes) {
    for (const input of new Set(node.inputs)) {
      const known = consumers.get(input);
      if (known === undefined) consumers.set(input, [node]);
      else known.push(node);
    }
  }
  return { nodes, tensors, producers, consumers };
}

/** From a value back along what `next` gives, which ends by undefined; a graph that goes round ends too. */
export function* backwards(
  from: string | undefined,
  { producers }: OnnxGraph,
  next: (node: OnnxNode) => string | undefined,
): Generator<{ readonly value: string; readonly node: OnnxNode | undefined }> {
  const seen = new Set<string>();
  for (let value = from; value !== undefined && seen.size < MOST_STEPS && !seen.has(value);) {
    seen.add(value);
    const node = producers.get(value);
    yield { value, node };
    value = node === undefined ? undefined : next(node);
  }
}

/** Whether a node multiplies by a kernel. */
export function isLinear(operation: string): boolean {
  return PRODUCTS.has(operation) || /^(QLinear)?Conv/.test(operation);
}

/** The first input that is computed, not stored. */
export function valueInput({ inputs }: OnnxNode, graph: OnnxGraph): string | undefined {
  return inputs
    .slice(0, MOST_INPUTS)
    .find((input) => input !== '' && storedTensor(input, graph) === undefined);
}

/** The stored tensor that a product or a convolution takes for its kernel. */
export function kernelOf({ operation, inputs }: OnnxNode, graph: OnnxGraph): string | undefined {
  const places = operation.startsWith('QLinear') ? [3, 0] : [1, 0];
  return places.map((place) => storedTensor(inputs[place], graph)).find((tensor) => tensor !== undefined);
}

/** The stored tensor that a value is, perhaps transposed or of another type. */
export function storedTensor(from: string | undefined, graph: OnnxGraph): string | undefined {
  const passes = ({ operation, inputs }: OnnxNode) =>
    SAME.has(operation) || operation === 'Transpose' ? inputs[0] : undefined;
  for (const { value } of backwards(from, graph, passes)) if (graph.tensors.has(value)) return value;
  return undefined;
}
