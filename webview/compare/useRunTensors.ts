import { useState } from 'preact/hooks';
import type { Tensor } from '../store/dataSource';
import type { RunStore } from '../store/runStore';
import { useLatest } from '../store/useLatest';

/** What a part of the page wants of a run's snapshot. */
export interface TensorRequest {
  readonly run: RunStore;
  /** Undefined where the run has no snapshot. */
  readonly step: number | undefined;
  readonly names: readonly string[];
}

export interface RunTensors {
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** The snapshot that they are of. */
  readonly step: number | undefined;
  readonly error?: string;
}

const NOTHING: RunTensors = { tensors: {}, step: undefined };

/**
 * Tensors of several runs' snapshots, in the order of the requests: while the cursor moves, one round of them after the
 * other. What was shown before stays meanwhile.
 */
export function useRunTensors(requests: readonly TensorRequest[]): readonly RunTensors[] {
  const [views, setViews] = useState<ReadonlyMap<string, RunTensors>>(new Map());
  const key = requests
    .map(({ run, step, names }) => [run.key, step, run.snapshots.value.length, ...names].join(' '))
    .join('\n');
  useLatest([key], async (apply) => {
    const found = await Promise.all(requests.map(fetchOne));
    apply(() =>
      setViews((old) => new Map(requests.map(({ run }, i) => [run.key, kept(old.get(run.key), found[i]!)]))),
    );
  });
  return requests.map(({ run }) => views.get(run.key) ?? NOTHING);
}

async function fetchOne({ run, step, names }: TensorRequest): Promise<RunTensors> {
  if (step === undefined || names.length === 0) return NOTHING;
  try {
    return { tensors: await run.tensors(step, names), step };
  } catch (error) {
    return { ...NOTHING, error: error instanceof Error ? error.message : String(error) };
  }
}

/** A snapshot that cannot be read leaves what was shown before. */
function kept(old: RunTensors | undefined, found: RunTensors): RunTensors {
  return found.error === undefined || old === undefined ? found : { ...old, error: found.error };
}
