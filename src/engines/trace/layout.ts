import type { Graph, GraphNode } from './graph';

/** The order of dimensions that swaps the batch and the channels: [N, H, W, C] as [C, H, W, N], and back. */
const BATCH_INNERMOST = [3, 1, 2, 0];

/** [a, b, c, d] as [d, b, c, a]. */
export function swappedShape(shape: readonly number[]): number[] {
  return BATCH_INNERMOST.map((axis) => shape[axis]!);
}

/** A value with batch and channels swapped: to the batch innermost, and back. */
export function swapped(graph: Graph, name: string): string {
  const shape = swappedShape(graph.shapeOf(name));
  return graph.apply('Transpose', [name], shape, { perm: { ints: BATCH_INNERMOST } });
}

/** Whether a node does what `swapped` writes down. */
export function isSwap({ op, attributes: { perm } }: GraphNode): boolean {
  return (
    op === 'Transpose' && perm !== undefined && 'ints' in perm && perm.ints.join() === BATCH_INNERMOST.join()
  );
}
