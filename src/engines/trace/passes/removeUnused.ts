import type { TracedProgram } from '../traceProgram';

/** Drops nodes whose results nothing needs, and constants that no node reads. */
export function removeUnused(program: TracedProgram): TracedProgram {
  const { graph } = program;
  const needed = new Set([...Object.values(program.state), ...Object.values(program.outputs)]);
  const kept = [...graph.nodes].reverse().filter((node) => {
    const isNeeded = node.outputs.some((output) => needed.has(output));
    if (isNeeded) for (const input of node.inputs) needed.add(input);
    return isNeeded;
  });
  graph.nodes.splice(0, graph.nodes.length, ...kept.reverse());
  for (const name of graph.constants.keys()) if (!needed.has(name)) graph.constants.delete(name);
  return program;
}
