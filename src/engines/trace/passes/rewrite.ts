import type { GraphNode } from '../graph';
import { Graph } from '../graph';
import type { TracedProgram } from '../traceProgram';

/** What a pass does with one node: the value in the new graph that stands for its output. */
export type Visit<Value> = (node: GraphNode, inputs: readonly Value[], from: Graph) => Value;

/** A graph built anew from an old one, node by node; equal operations come together as they did in the old one. */
export class Rewriter<Value> {
  readonly graph = new Graph();
  private readonly values = new Map<string, Value>();

  /** @param wrap makes what the pass works with of a plain value of the new graph */
  constructor(
    private readonly program: TracedProgram,
    private readonly wrap: (name: string) => Value,
  ) {}

  /** @param unwrap makes a plain value again, for the results of the program */
  run(visit: Visit<Value>, unwrap: (value: Value) => string): TracedProgram {
    const { graph: from, stateInputs, inputs, state, outputs } = this.program;
    for (const name of [...Object.values(stateInputs), ...Object.values(inputs)]) {
      this.values.set(name, this.wrap(this.graph.input(name, from.values.get(name)!)));
    }
    for (const node of from.nodes) {
      const value = visit(
        node,
        node.inputs.map((input) => this.valueOf(input)),
        from,
      );
      this.values.set(node.outputs[0]!, value);
    }
    const results = (names: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(names).map(([name, value]) => [name, unwrap(this.valueOf(value))]));
    return { ...this.program, graph: this.graph, state: results(state), outputs: results(outputs) };
  }

  private valueOf(name: string): Value {
    const known = this.values.get(name);
    if (known !== undefined) return known;
    const constant = this.program.graph.constants.get(name);
    if (constant === undefined) throw new Error(`the graph has no value ${name}`);
    const value = this.wrap(this.graph.constant(name, constant));
    this.values.set(name, value);
    return value;
  }
}

/** A node as it was, on other inputs. */
export function copyNode(graph: Graph, node: GraphNode, inputs: readonly string[], from: Graph): string {
  const info = from.values.get(node.outputs[0]!)!;
  return graph.apply(node.op, inputs, info.shape, node.attributes, info.type);
}
