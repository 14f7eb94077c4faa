import { sizeOf } from '../../config/networkPlan';
import type { GraphNode } from '../trace/graph';
import type { TracedProgram } from '../trace/traceProgram';
import { infoOf, loopNames, nameResults } from './loop';
import type { OnnxGraph, Port } from './model';

/** Names of what a step keeps beside the state: the outputs of the last steps, a row each. */
export const logNames = { row: 'log/row', before: 'log/before', after: 'log/after' };

/** Values in a row of the log. */
export function logWidth({ graph, outputs }: TracedProgram): number {
  return Object.values(outputs).reduce((sum, value) => sum + sizeOf(infoOf(graph.values, value).shape), 0);
}

/**
 * A step on a device: state in, new state out, and its outputs written into one row of a log, so that nothing has to
 * be read back before the last of many steps.
 *
 * @param rows of the log
 */
export function deviceStepGraph(program: TracedProgram, rows: number): OnnxGraph {
  const { graph, stateInputs, inputs, state, outputs } = program;
  const float = (name: string, shape: readonly number[]): Port => ({ name, shape, type: 'float32' });
  const constants = new Map(graph.constants);
  const parts: GraphNode[] = [];
  const flat = Object.entries(outputs).map(([name, value]) => {
    const size = sizeOf(infoOf(graph.values, value).shape);
    const shape = `log/shape ${size}`;
    constants.set(shape, { shape: [2], type: 'int64', data: BigInt64Array.of(1n, BigInt(size)) });
    parts.push({ op: 'Reshape', inputs: [value, shape], outputs: [`log/flat/${name}`], attributes: {} });
    return `log/flat/${name}`;
  });
  const width = logWidth(program);
  constants.set('log/rows', {
    shape: [rows, 1],
    type: 'float32',
    data: Float32Array.from({ length: rows }, (_, row) => row),
  });
  parts.push(
    { op: 'Concat', inputs: flat, outputs: ['log/values'], attributes: { axis: { int: 1 } } },
    { op: 'Equal', inputs: ['log/rows', logNames.row], outputs: ['log/isRow'], attributes: {} },
    {
      op: 'Where',
      inputs: ['log/isRow', 'log/values', logNames.before],
      outputs: [logNames.after],
      attributes: {},
    },
  );
  const results = Object.entries(state).map(([name, value]): [string, string] => [
    value,
    loopNames.stateOut(name),
  ]);
  return {
    name: 'step',
    nodes: nameResults([...graph.nodes, ...parts], results),
    constants,
    inputs: [
      float(logNames.row, []),
      float(logNames.before, [rows, width]),
      ...[...Object.values(stateInputs), ...Object.values(inputs)].map((value) => ({
        name: value,
        ...infoOf(graph.values, value),
      })),
    ],
    outputs: [
      float(logNames.after, [rows, width]),
      ...results.map(([value, name]) => ({ name, ...infoOf(graph.values, value) })),
    ],
  };
}

/** Tensors as they are: in at one place, out at another. */
export function copyGraph(shapes: Readonly<Record<string, readonly number[]>>): OnnxGraph {
  const names = Object.keys(shapes);
  const port = (prefix: string) => (name: string) => ({
    name: `${prefix}/${name}`,
    shape: shapes[name]!,
    type: 'float32' as const,
  });
  return {
    name: 'copy',
    nodes: names.map((name) => ({
      op: 'Identity',
      inputs: [`from/${name}`],
      outputs: [`to/${name}`],
      attributes: {},
    })),
    constants: new Map(),
    inputs: names.map(port('from')),
    outputs: names.map(port('to')),
  };
}
