import type { Constant, Graph, GraphNode } from '../trace/graph';
import type { TracedProgram } from '../trace/traceProgram';

/** The same program traced at two sizes of the batch. */
export interface TwoTraces {
  readonly first: TracedProgram;
  readonly second: TracedProgram;
  /** Their sizes of the batch, different and neither a factor of the other. */
  readonly sizes: readonly [number, number];
}

/** What stands for the dimension of the batch in a shape. */
export const BATCH = 'batch';

/** A shape with BATCH where the size of the batch stands in both traces. */
export function shapeOfAnyBatch({ first, second, sizes }: TwoTraces, value: string, other: string) {
  const shape = first.graph.shapeOf(value);
  const otherShape = second.graph.shapeOf(other);
  return shape.map((size, axis) => {
    if (size === otherShape[axis]) return size;
    if (size === sizes[0] && otherShape[axis] === sizes[1]) return BATCH;
    throw new Error(`${value} has the shapes [${shape.join()}] and [${otherShape.join()}], no batch alone`);
  });
}

/**
 * The nodes of a program for a batch of any size: shapes to give a value that name the size say -1 instead, which
 * ONNX reads as whatever is left.
 *
 * @returns the nodes and constants of the first trace, changed where the two differ
 * @throws Error where they differ in another way, so that the program is not the same for every batch
 */
export function nodesOfAnyBatch({ first, second, sizes }: TwoTraces): {
  nodes: GraphNode[];
  constants: Map<string, Constant>;
} {
  const others = second.graph.nodes;
  if (first.graph.nodes.length !== others.length)
    throw new Error('the program depends on the size of the batch');
  const constants = new Map(first.graph.constants);
  const nodes = first.graph.nodes.map((node, index) => {
    const other = others[index]!;
    if (node.op !== other.op || JSON.stringify(node.attributes) !== JSON.stringify(other.attributes)) {
      throw dependence(node);
    }
    const inputs = node.inputs.map((input, position) => {
      const otherInput = other.inputs[position]!;
      if (input === otherInput) return input;
      if (node.op !== 'Reshape' || position !== 1) throw dependence(node);
      const [name, constant] = freeShape(
        integersOf(first.graph, input),
        integersOf(second.graph, otherInput),
        sizes,
      );
      constants.set(name, constant);
      return name;
    });
    return { ...node, inputs };
  });
  return { nodes, constants };
}

function integersOf(graph: Graph, name: string): number[] {
  return [...graph.constants.get(name)!.data].map(Number);
}

function freeShape(
  shape: readonly number[],
  other: readonly number[],
  sizes: TwoTraces['sizes'],
): [string, Constant] {
  const free = shape.map((size, axis) => (size === other[axis] ? size : -1));
  const axis = free.indexOf(-1);
  const isMultiple = shape[axis]! / sizes[0] === other[axis]! / sizes[1];
  if (!isMultiple || free.lastIndexOf(-1) !== axis) {
    throw new Error(
      `the shapes [${shape.join()}] and [${other.join()}] name the batch in more than one place`,
    );
  }
  const data = BigInt64Array.from(free, BigInt);
  return [`integers ${free.join()}`, { shape: [free.length], type: 'int64', data }];
}

function dependence({ op, outputs }: GraphNode): Error {
  return new Error(`${op}, which gives ${outputs.join()}, depends on the size of the batch`);
}
