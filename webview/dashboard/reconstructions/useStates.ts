import { useMemo, useRef } from 'preact/hooks';
import type { ValueRange } from '../../components/images/valueScale';
import { rangeOf, unionOf } from '../../components/images/valueScale';
import type { RunStore } from '../../store/runStore';
import { useTensors } from '../../store/useTensors';
import type { StateSamples } from './rebuiltSamples';
import { stateSamples } from './rebuiltSamples';
import type { ValueScale } from './settings';
import type { RebuiltState, ReverseKind } from './states';

export interface StatesView {
  /** Those of the states that the snapshot has. */
  readonly states: readonly ShownState[];
  readonly step: number | undefined;
  readonly loading: boolean;
  readonly error: string | undefined;
}

export interface ShownState extends StateSamples {
  /** What the pictures' colours stand for: the range of the true values, which what is rebuilt is shown in, too. */
  readonly range: ValueRange;
}

/** The probes' states and rebuilt states at the snapshot of a step. */
export function useStates(
  run: RunStore,
  states: readonly RebuiltState[],
  kind: ReverseKind,
  scale: ValueScale,
  wanted: number | undefined,
): StatesView {
  const names = [...new Set(states.flatMap((state) => [state.target, state.rebuilt[kind]]))];
  const { tensors, step, loading, error } = useTensors(run, names, wanted);
  const seen = useRef<{ run: RunStore; ranges: Map<string, ValueRange> }>({ run, ranges: new Map() });
  if (seen.current.run !== run) seen.current = { run, ranges: new Map() };
  const { ranges } = seen.current;
  const shown = useMemo(
    () =>
      states.flatMap((state) => {
        const samples = stateSamples(state, kind, tensors);
        if (samples === undefined) return [];
        const own = rangeOf(...samples.samples.map(({ target }) => target)) ?? { low: 0, high: 1 };
        const widest = unionOf([ranges.get(state.target), own]) ?? own;
        ranges.set(state.target, widest);
        return [{ ...samples, range: scale === 'steps' ? widest : own }];
      }),
    [tensors, names.join('\n'), kind, scale],
  );
  return { states: shown, step, loading, error };
}
