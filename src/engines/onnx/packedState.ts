import { sizeOf } from '../../config/networkPlan';
import type { Graph, GraphNode } from '../trace/graph';
import { removeUnused } from '../trace/passes/removeUnused';
import type { TracedProgram } from '../trace/traceProgram';

/** Parts of the state that go round the loop as one vector. */
export interface Pack {
  /** The vector's own name among those of the state. */
  readonly name: string;
  /** What it consists of, in this order. */
  readonly parts: readonly Part[];
}

export interface Part {
  readonly name: string;
  readonly shape: readonly number[];
}

interface Found extends Pack {
  /** The node that joins the parts, and the vector whose parts are the new state. */
  readonly joining: GraphNode;
  readonly next: string;
}

/**
 * A step that joins parts of the state into a vector, and whose new state are the parts of another, gets the first
 * vector and gives the second: taking apart and joining are left to whoever runs many steps, before the first and after
 * the last. What else reads a part gets it out of the vector.
 */
export function packState(program: TracedProgram): { program: TracedProgram; packs: readonly Pack[] } {
  const packs = findPacks(program);
  const { graph } = program;
  const isPacked = new Set(packs.flatMap(({ parts }) => parts.map(({ name }) => name)));
  const others = (names: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(names).filter(([name]) => !isPacked.has(name)));
  const stateInputs = others(program.stateInputs);
  const state = others(program.state);
  for (const { name, parts, joining, next } of packs) {
    const whole = joining.outputs[0]!;
    graph.nodes.splice(graph.nodes.indexOf(joining), 1);
    graph.nodes.unshift(...takenApart(graph, whole, parts, (part) => program.stateInputs[part]!));
    stateInputs[name] = whole;
    state[name] = next;
  }
  return { program: removeUnused({ ...program, stateInputs, state }), packs };
}

/** Nodes that give the parts of a vector in their shapes. */
export function takenApart(
  graph: Graph,
  whole: string,
  parts: readonly Part[],
  nameOf: (part: string) => string,
): GraphNode[] {
  const flat = parts.map(({ name, shape }) => (shape.length === 1 ? nameOf(name) : `flat ${nameOf(name)}`));
  const sizes = graph.integers(parts.map(({ shape }) => sizeOf(shape)));
  const split = { op: 'Split', inputs: [whole, sizes], outputs: flat, attributes: { axis: { int: 0 } } };
  return [
    split,
    ...parts.flatMap((part, index) => reshaped(graph, flat[index]!, nameOf(part.name), part.shape)),
  ];
}

/** Nodes that join parts into a vector. */
export function joined(
  graph: Graph,
  whole: string,
  parts: readonly Part[],
  nameOf: (part: string) => string,
): GraphNode[] {
  const flat = parts.map(({ name, shape }) => (shape.length === 1 ? nameOf(name) : `flat ${nameOf(name)}`));
  return [
    ...parts.flatMap(({ name, shape }, index) =>
      reshaped(graph, nameOf(name), flat[index]!, [sizeOf(shape)]),
    ),
    { op: 'Concat', inputs: flat, outputs: [whole], attributes: { axis: { int: 0 } } },
  ];
}

/** One node, or none where the value has that shape and so that name. */
function reshaped(graph: Graph, from: string, to: string, shape: readonly number[]): GraphNode[] {
  if (from === to) return [];
  return [{ op: 'Reshape', inputs: [from, graph.integers(shape)], outputs: [to], attributes: {} }];
}

function findPacks(program: TracedProgram): Found[] {
  const { graph, stateInputs } = program;
  const makers = new Map(graph.nodes.map((node) => [node.outputs[0]!, node]));
  const states = new Map(Object.entries(stateInputs).map(([name, value]) => [value, name]));
  const found: Found[] = [];
  const packed = new Set<string>();
  for (const joining of graph.nodes) {
    if (joining.op !== 'Concat' || graph.shapeOf(joining.outputs[0]!).length !== 1) continue;
    const names = joining.inputs.map((input) => states.get(beforeReshape(input, makers)));
    if (!names.every((name) => name !== undefined && !packed.has(name)) || new Set(names).size < names.length)
      continue;
    const parts = (names as string[]).map((name) => ({ name, shape: graph.shapeOf(stateInputs[name]!) }));
    const next = vectorOf(program, parts, makers);
    if (next === undefined) continue;
    for (const { name } of parts) packed.add(name);
    found.push({ name: `packed ${found.length}`, parts, joining, next });
  }
  return found;
}

/** The vector that consists of just the new state of some parts, if there is one. */
function vectorOf(
  { graph, state }: TracedProgram,
  parts: readonly Part[],
  makers: ReadonlyMap<string, GraphNode>,
): string | undefined {
  let begin = 0;
  let whole: string | undefined;
  for (const { name, shape } of parts) {
    const slice = state[name] === undefined ? undefined : makers.get(beforeReshape(state[name], makers));
    if (slice?.op !== 'Slice' || (whole !== undefined && slice.inputs[0] !== whole)) return undefined;
    whole = slice.inputs[0]!;
    const end = begin + sizeOf(shape);
    if (integerOf(graph, slice.inputs[1]!) !== begin || integerOf(graph, slice.inputs[2]!) !== end) {
      return undefined;
    }
    begin = end;
  }
  return whole !== undefined && graph.shapeOf(whole).join() === String(begin) ? whole : undefined;
}

function beforeReshape(value: string, makers: ReadonlyMap<string, GraphNode>): string {
  const maker = makers.get(value);
  return maker?.op === 'Reshape' ? maker.inputs[0]! : value;
}

function integerOf(graph: Graph, name: string): number {
  return Number(graph.constants.get(name)!.data[0]);
}
