import { useState } from 'preact/hooks';
import type { Tensor } from './dataSource';
import type { RunStore } from './runStore';
import { useLatest } from './useLatest';

/** What a part of the page has of a snapshot's tensors. */
export interface TensorsView {
  /** Of the step in `step`; what was shown before stays until the new ones are there. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** The snapshot that the tensors are of; undefined while there are none. */
  readonly step: number | undefined;
  /** Another snapshot is asked for and not here yet. */
  readonly loading: boolean;
  /** Why the snapshot that is asked for cannot be read. */
  readonly error: string | undefined;
}

const NOTHING: TensorsView = { tensors: {}, step: undefined, loading: false, error: undefined };

/** Tensors of the snapshot nearest to the cursor, or of a given one. */
export function useTensors(run: RunStore, names: readonly string[], step?: number): TensorsView {
  const wanted = step ?? run.nearestSnapshot.value;
  const [view, setView] = useState(NOTHING);
  const key = names.join('\n');
  // A snapshot that could not be read is asked for again when there are others.
  useLatest([run, wanted, key, run.snapshots.value], async (apply) => {
    if (wanted !== undefined) setView((old) => ({ ...old, loading: true }));
    const change = await fetchView(run, wanted, names);
    apply(() => setView((old) => ({ ...old, ...change, loading: false })));
  });
  return view;
}

/** What a fetch changes of a view: a failure keeps the tensors that were there. */
async function fetchView(
  run: RunStore,
  step: number | undefined,
  names: readonly string[],
): Promise<Partial<TensorsView>> {
  if (step === undefined) return NOTHING;
  try {
    return { tensors: await run.tensors(step, names), step, error: undefined };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
