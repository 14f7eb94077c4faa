import { useMemo, useRef } from 'preact/hooks';
import type { RunStore } from '../../store/runStore';
import { useTensors } from '../../store/useTensors';
import type { Directions } from './directions';
import { inOrder, readDirections } from './directions';
import type { Tracked } from './matching';
import { matchDirections, trackFirst, trackOn } from './matching';

/** A kernel's directions at the snapshot shown, with names and signs carried on from the one shown before. */
export interface DirectionsView {
  readonly directions: Directions | undefined;
  readonly tracked: Tracked | undefined;
  readonly step: number | undefined;
  readonly loading: boolean;
  readonly error: string | undefined;
}

interface Shown {
  readonly layer: string;
  readonly directions: Directions;
  readonly tracked: Tracked;
}

/** @param wanted  the snapshot's step */
export function useDirections(run: RunStore, layer: string, wanted: number | undefined): DirectionsView {
  const { tensors, step, loading, error } = useTensors(
    run,
    PARTS.map((part) => `svd/${layer}/${part}`),
    wanted,
  );
  const directions = useMemo(() => {
    const part = (name: string) => tensors[`svd/${layer}/${name}`];
    return readDirections({
      s: part('s'),
      u: part('u'),
      v: part('v'),
      dataEnergy: part('dataEnergy'),
      index: part('index'),
    });
  }, [tensors, layer]);
  const shown = useRef<Shown | undefined>(undefined);
  if (directions !== undefined && shown.current?.directions !== directions) {
    shown.current = { layer, directions, tracked: track(shown.current, layer, directions) };
  }
  const tracked = directions === undefined ? undefined : shown.current?.tracked;
  return { directions, tracked, step, loading, error };
}

const PARTS = ['s', 'u', 'v', 'dataEnergy', 'index'];

function track(before: Shown | undefined, layer: string, now: Directions): Tracked {
  if (before === undefined || before.layer !== layer) return trackFirst(now.inputs.count);
  const leading = { before: inOrder(before.directions, 'energy'), now: inOrder(now, 'energy') };
  return trackOn(before.tracked, matchDirections(before.directions.inputs, now.inputs, leading));
}
