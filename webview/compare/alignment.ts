import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { between } from '../../src/comparison/curves';
import type { Axis } from '../store/pageStore';
import type { RunStore } from '../store/runStore';
import { nearestStep } from '../store/nearestStep';
import type { CompareStore } from './compareStore';

/** Where steps of a run lie along an axis, by its outline. */
export function placesOf(run: RunStore, steps: ArrayLike<number>, axis: Axis): Float64Array {
  if (axis === 'step') return Float64Array.from(steps);
  const { known, places } = outlineOf(run, axis);
  return Float64Array.from(steps, (step) => between(known, places, step));
}

/** The step of a run at a place on an axis. */
export function stepsAt(run: RunStore, places: ArrayLike<number>, axis: Axis): Float64Array {
  if (axis === 'step') return Float64Array.from(places);
  const outline = outlineOf(run, axis);
  return Float64Array.from(places, (place) => between(outline.places, outline.known, place));
}

/** The step that a run is shown at while the cursor is where it is. */
export function alignedStep(store: CompareStore, run: RunStore): number {
  const step = store.page.cursor.step.value;
  const axis = store.page.axis.value;
  const reference = store.reference.value;
  if (axis === 'step' || reference === undefined || reference === run) return step;
  const [place] = placesOf(reference, [step], axis);
  return Math.round(stepsAt(run, [place!], axis)[0] ?? step);
}

/**
 * The snapshot of each run that is nearest to the cursor. Who uses it is rendered anew when one of them is another, not
 * with every move of the cursor.
 */
export function useSnapshots(
  store: CompareStore,
  runs: readonly { readonly store: RunStore }[],
): readonly (number | undefined)[] {
  const keys = runs.map(({ store: { key } }) => key).join('\n');
  const steps = useMemo(
    () =>
      computed(() =>
        runs.map((run) => nearestStep(run.store.snapshots.value, alignedStep(store, run.store)) ?? '').join(),
      ),
    [keys],
  );
  const { value } = steps;
  return useMemo(() => value.split(',').map((step) => (step === '' ? undefined : Number(step))), [value]);
}

/** What the places of a run's steps on an axis depend on: while it is the same, they are. */
export function alignmentOf(run: RunStore, axis: Axis): readonly unknown[] {
  if (axis === 'step') return [axis];
  return [run, axis, run.metrics.value, axis === 'percent' ? run.facts.value?.steps : undefined];
}

/** The logged steps of an outline and their places on an axis. */
function outlineOf(
  run: RunStore,
  axis: Axis,
): { readonly known: ArrayLike<number>; readonly places: ArrayLike<number> } {
  const table = run.metrics.value;
  const known = table.steps;
  if (axis === 'percent') {
    const steps = Math.max(1, run.facts.value?.steps ?? 1);
    return { known, places: known.map((step) => (100 * step) / steps) };
  }
  const column = { step: 'step', epoch: 'epoch', time: 'seconds' }[axis];
  return { known, places: table.column(column) ?? known };
}
