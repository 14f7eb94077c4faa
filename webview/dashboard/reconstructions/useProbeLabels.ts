import { useEffect, useState } from 'preact/hooks';
import type { RunStore } from '../../store/runStore';

/** Classes of a snapshot's probes, in their order; undefined until they are known, or where the snapshot does not say. */
export function useProbeLabels(run: RunStore, step: number | undefined): readonly number[] | undefined {
  return useProbeNumbers(run, step, 'probeLabels');
}

/** Their numbers in the training split. */
export function useProbeIndices(run: RunStore, step: number | undefined): readonly number[] | undefined {
  return useProbeNumbers(run, step, 'probeIndices');
}

function useProbeNumbers(
  run: RunStore,
  step: number | undefined,
  name: 'probeLabels' | 'probeIndices',
): readonly number[] | undefined {
  const [numbers, setNumbers] = useState<readonly number[] | undefined>(undefined);
  useEffect(() => {
    if (step === undefined) return undefined;
    let mounted = true;
    run.header(step).then(
      ({ metadata }) => {
        // The probes are the same at every step: the old list stays, so that nothing is computed anew.
        if (mounted) setNumbers((old) => sameOr(old, parseNumbers(metadata[name])));
      },
      () => {
        // Why a snapshot cannot be read is told where its tensors are shown.
        if (mounted) setNumbers(undefined);
      },
    );
    return () => {
      mounted = false;
    };
  }, [run, step, name]);
  return numbers;
}

/** Numbers with spaces between, as a snapshot's metadata has them. */
export function parseNumbers(text: string | undefined): readonly number[] | undefined {
  if (text === undefined || !/^\d+( \d+)*$/.test(text)) return undefined;
  return text.split(' ').map(Number);
}

function sameOr(
  old: readonly number[] | undefined,
  next: readonly number[] | undefined,
): readonly number[] | undefined {
  return old !== undefined && next !== undefined && old.join(' ') === next.join(' ') ? old : next;
}
