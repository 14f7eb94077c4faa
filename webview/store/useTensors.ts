import { useEffect, useRef, useState } from 'preact/hooks';
import type { Tensor } from './dataSource';
import type { RunStore } from './runStore';

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

/**
 * Tensors of the snapshot nearest to the cursor, or of a given one. While the cursor moves, one request is under way
 * and the last position follows it, so that scrubbing never piles up requests.
 */
export function useTensors(run: RunStore, names: readonly string[], step?: number): TensorsView {
  const wanted = step ?? run.nearestSnapshot.value;
  const [view, setView] = useState(NOTHING);
  const snapshots = run.snapshots.value;
  const key = names.join('\n');
  const latest = useRef({ run, wanted, key });
  latest.current = { run, wanted, key };
  const busy = useRef(false);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  useEffect(() => {
    const fetchLatest = async (): Promise<void> => {
      if (busy.current) return;
      busy.current = true;
      for (let settled = false; !settled && !gone.current;) {
        const asked = latest.current;
        if (asked.wanted !== undefined) setView((old) => ({ ...old, loading: true }));
        const change = await fetchView(asked.run, asked.wanted, asked.key);
        if (!gone.current) setView((old) => ({ ...old, ...change, loading: false }));
        const now = latest.current;
        settled = now.run === asked.run && now.wanted === asked.wanted && now.key === asked.key;
      }
      busy.current = false;
    };
    void fetchLatest();
    // A snapshot that could not be read is asked for again when there are others.
  }, [run, wanted, key, snapshots]);
  return view;
}

/** What a fetch changes of a view: a failure keeps the tensors that were there. */
async function fetchView(
  run: RunStore,
  step: number | undefined,
  key: string,
): Promise<Partial<TensorsView>> {
  if (step === undefined) return NOTHING;
  try {
    return { tensors: await run.tensors(step, key === '' ? [] : key.split('\n')), step, error: undefined };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
