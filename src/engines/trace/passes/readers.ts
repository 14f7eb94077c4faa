import type { TracedProgram } from '../traceProgram';

/** How often each value of a program is read, by its nodes and as a result. */
export function countReaders({ graph, state, outputs }: TracedProgram): ReadonlyMap<string, number> {
  const readers = new Map<string, number>();
  const read = (name: string) => readers.set(name, (readers.get(name) ?? 0) + 1);
  for (const { inputs } of graph.nodes) inputs.forEach(read);
  Object.values(state).forEach(read);
  Object.values(outputs).forEach(read);
  return readers;
}
