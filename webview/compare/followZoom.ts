import { effect } from '@preact/signals';
import type { RunStretch } from '../../src/messages/dashboardMessages';
import { stepsAt } from './alignment';
import type { CompareStore } from './compareStore';
import { chartsOf } from './curves/charts';

/** Points are asked for once the zoom has been the same for so long. */
const REST_MS = 150;

/** What is asked of the source for one zoom. */
interface Wanted {
  readonly columns: readonly string[];
  readonly stretches: readonly RunStretch[];
}

/**
 * Brings the points of what is zoomed into, where the courses are thinned: one request at a time, and what comes for a zoom
 * that is no longer the page's is dropped.
 */
export function followZoom(store: CompareStore): void {
  const { source, page, courses } = store;
  if (source.courses === undefined) return;
  let timer: number | undefined;
  let isAsking = false;
  /** What was asked for in vain. */
  let failed = '';
  const rest = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), REST_MS);
  };
  const ask = async (): Promise<void> => {
    const zoom = page.zoom.peek();
    const wanted = isAsking ? undefined : wantedOf(store);
    const text = JSON.stringify(wanted);
    if (wanted === undefined || text === failed) return;
    isAsking = true;
    try {
      const blocks = await source.courses!(wanted.columns, wanted.stretches);
      failed = '';
      courses.trouble.value = undefined;
      if (page.zoom.peek() === zoom) courses.takeDetails(blocks, wanted.stretches);
    } catch (error) {
      failed = text;
      courses.trouble.value = error instanceof Error ? error.message : String(error);
    }
    isAsking = false;
    if (page.zoom.peek() !== zoom) rest();
  };
  effect(() => {
    const zoom = page.zoom.value;
    const isZoomed = zoom !== null && zoom.axis === page.axis.value;
    void [store.shown.value, courses.version.value];
    if (isZoomed) rest();
    else courses.forgetDetails();
  });
}

/** The columns and runs of the curves whose points are missing in what is seen; undefined where none is. */
function wantedOf(store: CompareStore): Wanted | undefined {
  const { courses } = store;
  const zoom = store.page.zoom.peek();
  const axis = store.page.axis.peek();
  if (zoom === null || zoom.axis !== axis) return undefined;
  const columns = new Set<string>();
  const all = chartsOf(store).map(({ column }) => column);
  const runs = store.shown.peek().rows.flatMap((row) => row.runs);
  const stretches = runs.flatMap((run): RunStretch[] => {
    const [first, last] = stepsAt(store.storeOf(run), [zoom.from, zoom.to], axis) as unknown as [
      number,
      number,
    ];
    const stretch = { run: run.key, from: Math.max(0, Math.floor(first)), to: Math.ceil(last) };
    if (!(stretch.from <= stretch.to)) return [];
    const missing = all.filter((column) => courses.lacks(column, stretch));
    for (const column of missing) columns.add(column);
    return missing.length === 0 ? [] : [stretch];
  });
  return stretches.length === 0 ? undefined : { columns: [...columns], stretches };
}
