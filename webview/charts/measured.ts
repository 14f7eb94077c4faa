import { rowAt } from '../../src/messages/ascending';
import type { ChartLine } from './lines';

/** The row of the value that was measured nearest to a step, the earlier of two; -1 where there is none. */
export function measuredNear({ steps, y }: Pick<ChartLine, 'steps' | 'y'>, step: number): number {
  let before = rowAt(steps, step);
  let after = before + 1;
  while (before >= 0 && Number.isNaN(y[before]!)) before--;
  while (after < steps.length && Number.isNaN(y[after]!)) after++;
  if (before < 0) return after < steps.length ? after : -1;
  if (after >= steps.length) return before;
  return step - steps[before]! <= steps[after]! - step ? before : after;
}
