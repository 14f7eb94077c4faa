import type { PageStore } from '../store/pageStore';
import type { Range } from './chartModel';
import { nearestRow } from '../../src/messages/ascending';
import { extent } from './chartModel';
import type { Timeline } from './lines';

/** Closer than this share of everything there is nothing more to see. */
const CLOSEST = 1e-5;

/** Shows less (below 1) or more of the x axis, around a place that stays where it is; the cursor's by default. */
export function zoomBy(store: PageStore, lines: readonly Timeline[], factor: number, around?: number): void {
  const all = extent(lines);
  const seen = seenRange(store, all);
  const line = lines[0];
  const cursor = line?.x[nearestRow(line.steps, store.cursor.step.value)];
  const centre = clamp(around ?? cursor ?? (seen.from + seen.to) / 2, seen.from, seen.to);
  const from = centre - (centre - seen.from) * factor;
  const to = centre + (seen.to - centre) * factor;
  show(store, all, { from, to });
}

/** Shows what lies beside, by a share of what is seen. */
export function pan(store: PageStore, lines: readonly Timeline[], share: number): void {
  const all = extent(lines);
  const seen = seenRange(store, all);
  const width = seen.to - seen.from;
  const from = clamp(seen.from + share * width, all.from, all.to - width);
  show(store, all, { from, to: from + width });
}

function seenRange(store: PageStore, all: Range): Range {
  const zoom = store.zoom.value;
  return zoom !== null && zoom.axis === store.axis.value ? zoom : all;
}

function show(store: PageStore, all: Range, wanted: Range): void {
  const from = Math.max(all.from, wanted.from);
  const to = Math.min(all.to, wanted.to);
  const isAll = from <= all.from && to >= all.to;
  if (!isAll && to - from < (all.to - all.from) * CLOSEST) return;
  store.zoom.value = isAll ? null : { axis: store.axis.value, from, to };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
