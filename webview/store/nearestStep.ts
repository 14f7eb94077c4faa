import { nearestRow } from '../../src/messages/ascending';

/** The nearest of ascending steps, of equals the earlier; undefined where there are none. */
export function nearestStep(steps: ArrayLike<number>, step: number): number | undefined {
  return steps[nearestRow(steps, step)];
}
