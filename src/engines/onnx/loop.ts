import type { GraphNode } from '../trace/graph';
import type { TracedProgram } from '../trace/traceProgram';
import type { OnnxGraph, Port } from './model';
import { joined, packState, takenApart } from './packedState';

/** Names at the border of the graphs below. */
export const loopNames = {
  trips: 'trips',
  stateIn: (name: string) => `in/${name}`,
  stateOut: (name: string) => `out/${name}`,
  input: (name: string) => `all/${name}`,
  output: (name: string) => `outputs/${name}`,
};

/** A program run once: all of the state it reads and its inputs in, the outputs out. */
export function singleGraph({ graph, stateInputs, inputs, outputs }: TracedProgram): OnnxGraph {
  const results = Object.entries(outputs).map(([name, value]): [string, string] => [
    value,
    loopNames.output(name),
  ]);
  const nodes = nameResults(graph.nodes, results);
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const feeds = [...Object.values(stateInputs), ...Object.values(inputs)].filter((value) => used.has(value));
  return {
    name: 'program',
    nodes,
    constants: graph.constants,
    inputs: feeds.map((value) => ({ name: value, ...infoOf(graph.values, value) })),
    outputs: results.map(([value, name]) => ({ name, ...infoOf(graph.values, value) })),
  };
}

/**
 * A program run any number of times in one call: the state goes round the loop, inputs that differ from time to time
 * have one more dimension in front and are picked by the number of the iteration, and so have the outputs. What a step
 * has use for as one vector is joined before the first and taken apart after the last.
 *
 * @param shared names of the inputs that are the same every time
 */
export function loopGraph(program: TracedProgram, shared: ReadonlySet<string>): OnnxGraph {
  const { program: packed, packs } = packState(program);
  const { graph, stateInputs, inputs, state, outputs } = packed;
  const stateNames = Object.keys(state);
  const info = (value: string) => infoOf(graph.values, value);
  const changing = Object.entries(inputs).filter(([name]) => !shared.has(name));
  const body: GraphNode[] = changing.map(([name, value]) => ({
    op: 'Gather',
    inputs: [loopNames.input(name), 'iteration'],
    outputs: [value],
    attributes: { axis: { int: 0 } },
  }));
  const bodyState = stateNames.map((name): [string, string] => [state[name]!, `next/${name}`]);
  const bodyOutputs = Object.entries(outputs).map(([name, value]): [string, string] => [
    value,
    `each/${name}`,
  ]);
  const results = [...bodyState, ...bodyOutputs];
  body.push(...nameResults(graph.nodes, results));
  body.push({ op: 'Identity', inputs: ['go'], outputs: ['goOn'], attributes: {} });

  const bool: Omit<Port, 'name'> = { shape: [], type: 'bool' };
  const int: Omit<Port, 'name'> = { shape: [], type: 'int64' };
  const loop = {
    op: 'Loop',
    inputs: [loopNames.trips, 'always', ...stateNames.map(loopNames.stateIn)],
    outputs: [...stateNames.map(loopNames.stateOut), ...Object.keys(outputs).map(loopNames.output)],
    attributes: {},
    body: {
      name: 'step',
      nodes: body,
      constants: new Map(),
      inputs: [
        { name: 'iteration', ...int },
        { name: 'go', ...bool },
        ...stateNames.map((name) => ({ name: stateInputs[name]!, ...info(stateInputs[name]!) })),
      ],
      outputs: [{ name: 'goOn', ...bool }, ...results.map(([value, name]) => ({ name, ...info(value) }))],
    },
  };
  const fixed = Object.entries(stateInputs).filter(([name]) => !stateNames.includes(name));
  const changed = Object.keys(program.state).map((name) => ({ name, ...info(program.stateInputs[name]!) }));
  return {
    name: 'steps',
    nodes: [
      ...packs.flatMap(({ name, parts }) => joined(graph, loopNames.stateIn(name), parts, loopNames.stateIn)),
      loop,
      ...packs.flatMap(({ name, parts }) =>
        takenApart(graph, loopNames.stateOut(name), parts, loopNames.stateOut),
      ),
    ],
    constants: new Map([...graph.constants, ['always', { shape: [], type: 'bool', data: Uint8Array.of(1) }]]),
    inputs: [
      { name: loopNames.trips, ...int },
      ...changed.map((port) => ({ ...port, name: loopNames.stateIn(port.name) })),
      ...fixed.map(([, value]) => ({ name: value, ...info(value) })),
      ...Object.entries(inputs).map(([name, value]) =>
        shared.has(name)
          ? { name: value, ...info(value) }
          : { name: loopNames.input(name), shape: ['steps', ...info(value).shape], type: info(value).type },
      ),
    ],
    outputs: [
      ...changed.map((port) => ({ ...port, name: loopNames.stateOut(port.name) })),
      ...Object.entries(outputs).map(([name, value]) => ({
        name: loopNames.output(name),
        shape: ['steps', ...info(value).shape],
        type: info(value).type,
      })),
    ],
  };
}

export function infoOf(values: TracedProgram['graph']['values'], name: string) {
  const info = values.get(name);
  if (info === undefined) throw new Error(`the graph has no value ${name}`);
  return info;
}

/**
 * Gives values the names that they have outside. A value that no node makes, or that already has such a name, is
 * copied; all others are just renamed, since copies of the state would cost as much as a step.
 *
 * @param results value and name
 */
export function nameResults(
  nodes: readonly GraphNode[],
  results: readonly (readonly [string, string])[],
): GraphNode[] {
  const made = new Set(nodes.flatMap((node) => node.outputs));
  const renamed = new Map<string, string>();
  const copies: GraphNode[] = [];
  for (const [value, name] of results) {
    if (made.has(value) && !renamed.has(value)) renamed.set(value, name);
    else
      copies.push({ op: 'Identity', inputs: [renamed.get(value) ?? value], outputs: [name], attributes: {} });
  }
  const rename = (value: string) => renamed.get(value) ?? value;
  return [
    ...nodes.map((node) => ({ ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) })),
    ...copies,
  ];
}
