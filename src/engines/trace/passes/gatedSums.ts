import { sizeOf } from '../../../config/networkPlan';
import type { Graph, GraphNode } from '../graph';
import type { TracedProgram } from '../traceProgram';
import { countReaders } from './readers';
import { copyNode, Rewriter } from './rewrite';

/** Rows shorter than this take longer one by one than the pass over all entries that is saved. */
const SHORTEST_ROW = 16;
/** A vector is one row, which one thread computes alone. */
const LONGEST_VECTOR = 16384;

/**
 * A sum with a multiple, x + s y or x - s y, in one pass: onnxruntime's own GatedAdd, which multiplies each row of y by
 * a number of its own and adds x. s is one number, or one for each entry of the first dimension. Most of what an
 * optimizer does to a large kernel are such sums, and they take as long as memory needs to bring the numbers.
 */
export function gatedSums(program: TracedProgram): TracedProgram {
  const rewriter = new Rewriter<string>(program, (name) => name);
  const { graph } = rewriter;
  const readers = countReaders(program);
  const multiples = new Map<string, Multiple>();
  return rewriter.run(
    (node, inputs, from) => {
      const multiple = readers.get(node.outputs[0]!) === 1 ? asMultiple(node, inputs, from) : undefined;
      if (multiple !== undefined) multiples.set(node.outputs[0]!, multiple);
      return gatedSum(node, inputs, from, multiples, graph) ?? copyNode(graph, node, inputs, from);
    },
    (name) => name,
  );
}

/** A value whose rows are multiplied: each by the same number, or by one of [first dimension, 1, …, 1]. */
interface Multiple {
  readonly value: string;
  readonly factor: string;
}

function asMultiple(
  { op, inputs, outputs }: GraphNode,
  rewritten: readonly string[],
  from: Graph,
): Multiple | undefined {
  if (op !== 'Mul') return undefined;
  const shape = from.shapeOf(outputs[0]!);
  for (const [value, factor] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const ofRows = from.shapeOf(inputs[factor]!).join();
    if (from.shapeOf(inputs[value]!).join() !== shape.join()) continue;
    const firstOnly = shape.map((size, axis) => (axis === 0 ? size : 1));
    if (ofRows === '' || (shape.length > 1 && ofRows === firstOnly.join())) {
      return { value: rewritten[value]!, factor: rewritten[factor]! };
    }
  }
  return undefined;
}

function gatedSum(
  { op, inputs, outputs }: GraphNode,
  rewritten: readonly string[],
  from: Graph,
  multiples: ReadonlyMap<string, Multiple>,
  graph: Graph,
): string | undefined {
  if (op !== 'Add' && op !== 'Sub') return undefined;
  const shape = from.shapeOf(outputs[0]!);
  // Of a difference only what is subtracted can be the multiple.
  for (const position of op === 'Add' ? [1, 0] : [1]) {
    const multiple = multiples.get(inputs[position]!);
    const other = rewritten[1 - position]!;
    if (multiple === undefined) continue;
    const areWhole = [other, multiple.value].every((name) => graph.shapeOf(name).join() === shape.join());
    const sign = op === 'Add' ? 1 : -1;
    if (areWhole) return sumOf(other, multiple, sign, shape, graph);
  }
  return undefined;
}

/** Undefined where the rows do not suit. */
function sumOf(
  other: string,
  { value, factor }: Multiple,
  sign: number,
  shape: readonly number[],
  graph: Graph,
): string | undefined {
  if (graph.shapeOf(factor).length > 0) {
    const rows = [shape[0]!, sizeOf(shape.slice(1))] as const;
    if (rows[1] < SHORTEST_ROW) return undefined;
    const gate = graph.reshape(factor, [rows[0], 1]);
    const signed = sign === 1 ? gate : graph.apply('Mul', [gate, graph.scalar(sign)], [rows[0], 1]);
    const [x, y] = [other, value].map((name) => graph.reshape(name, rows));
    return graph.reshape(graph.apply('GatedAdd', [x!, y!, signed], rows), shape);
  }
  const row = shape.at(-1) ?? 0;
  if (row < SHORTEST_ROW || (shape.length === 1 && row > LONGEST_VECTOR)) return undefined;
  const gate = everyRow(factor, sign, [...shape.slice(0, -1), 1], graph);
  return graph.apply('GatedAdd', [other, value, gate], shape);
}

/** The same number for every row. */
function everyRow(factor: string, sign: number, rows: readonly number[], graph: Graph): string {
  const all = (value: number) =>
    graph.constant(`${value} for rows ${rows.join()}`, {
      shape: rows,
      type: 'float32',
      data: new Float32Array(sizeOf(rows)).fill(value),
    });
  const known = graph.scalarOf(factor);
  return known === undefined ? graph.apply('Mul', [factor, all(sign)], rows) : all(sign * known);
}
