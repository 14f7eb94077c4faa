import type { GraphNode } from '../trace/graph';
import type { OnnxNode } from './model';

/** Names of a graph's values and nodes that tell a reader where they belong. */
export interface ReadableNames {
  /** By the names in the traced graph. */
  readonly values: ReadonlyMap<string, string>;
  readonly nodes: readonly string[];
}

/**
 * Names every node after the result that it was first needed for: `hidden/activation` is computed by `hidden/Gemm`,
 * `hidden/Add` and so on, `hidden/full` by `hidden/full/Gemm`.
 *
 * @param known the names of inputs and weights, by their values
 * @param results value and name, in the order in which they are computed; of several names for a value it has the first
 */
export function readableNames(
  nodes: readonly GraphNode[],
  constants: Iterable<string>,
  known: ReadonlyMap<string, string>,
  results: readonly (readonly [string, string])[],
): ReadableNames {
  const values = new Map(known);
  const taken = new Set([...known.values(), ...results.map(([, name]) => name)]);
  const unique = (name: string): string => {
    let result = name;
    for (let count = 2; taken.has(result); count++) result = `${name}_${count}`;
    taken.add(result);
    return result;
  };
  for (const [value, name] of results) if (!values.has(value)) values.set(value, name);
  for (const constant of constants) {
    if (!values.has(constant)) values.set(constant, unique(`constants/${constant.replaceAll(' ', '_')}`));
  }
  const scopes = scopesOf(nodes, results);
  const names = nodes.map((node) => {
    const name = unique(`${scopes.get(node) ?? 'network'}/${node.op}`);
    for (const output of node.outputs) if (!values.has(output)) values.set(output, name);
    return name;
  });
  return { values, nodes: names };
}

/** The nodes with their names, and copies of values that have a second name outside. */
export function renamedNodes(
  nodes: readonly GraphNode[],
  names: ReadableNames,
  results: readonly (readonly [string, string])[],
): OnnxNode[] {
  const rename = (value: string) => names.values.get(value) ?? value;
  const copies = results
    .filter(([value, name]) => rename(value) !== name)
    .map(([value, name]) => ({
      ...{ op: 'Identity', name: `${name}/Identity`, attributes: {} },
      inputs: [rename(value)],
      outputs: [name],
    }));
  const renamed = nodes.map((node, index) => ({
    ...node,
    name: names.nodes[index]!,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  }));
  return [...renamed, ...copies];
}

/** For each node the scope of the first result that needs it. */
function scopesOf(
  nodes: readonly GraphNode[],
  results: readonly (readonly [string, string])[],
): Map<GraphNode, string> {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const scopes = new Map<GraphNode, string>();
  for (const [value, name] of results) {
    const scope = name.replace(/\/activation$/, '');
    const waiting = [value];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const node = makers.get(next);
      if (node === undefined || scopes.has(node)) continue;
      scopes.set(node, scope);
      waiting.push(...node.inputs);
    }
  }
  return scopes;
}
