import type { LayerRow } from '../../messages/inspectorMessages';

/**
 * Work that is done without being asked for, in multiplications as the singular values of a matrix need them,
 * rows x columns x the smaller of them: some seconds on a laptop. All layers of the examples and of an image network
 * are within it, those of a language model are not.
 */
const BUDGET = 2e10;

/** The layers whose numbers are computed at once, the cheapest first; the others wait until they are asked for. */
export function affordableLayers(layers: readonly LayerRow[], budget = BUDGET): LayerRow[] {
  const affordable: LayerRow[] = [];
  let spent = 0;
  const readable = layers.map((layer) => ({ layer, work: workOf(layer) }));
  for (const { layer, work } of readable.sort((a, b) => a.work - b.work)) {
    spent += work;
    if (spent > budget) break;
    affordable.push(layer);
  }
  return affordable;
}

function workOf({ rows, columns, unreadable }: LayerRow): number {
  return unreadable === undefined ? rows * columns * Math.min(rows, columns) : 0;
}
