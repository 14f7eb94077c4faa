import { rowAt } from '../messages/ascending';
import type { ComparedRun } from './comparedRun';
import { forEachLogged, stepsOf } from './logged';

/** What runs are aligned by. `time`: seconds of training; `percent`: of each run's own training, 0 to 100. */
export type Alignment = 'step' | 'epoch' | 'time' | 'percent';

/** The measured points of a value, in ascending order. */
export interface Curve {
  readonly x: Float64Array;
  /** Infinity where the value is not a finite number. */
  readonly y: Float64Array;
}

/** The course of a column; empty where the run has none of it. */
export function curveOf(run: ComparedRun, column: string, alignment: Alignment): Curve {
  const places = positions(run, alignment);
  const x: number[] = [];
  const y: number[] = [];
  forEachLogged(run, column, (value, row) => {
    const place = places[row];
    if (place === undefined || Number.isNaN(place)) return;
    x.push(place);
    y.push(value);
  });
  return { x: Float64Array.from(x), y: Float64Array.from(y) };
}

/** Where a step lies along an axis: at its own logged point, or linearly between the two beside it; NaN without points. */
export function positionOf(run: ComparedRun, step: number, alignment: Alignment): number {
  return between(stepsOf(run), positions(run, alignment), step);
}

/** The last logged step at or before a place on an axis; the first step where all come after it, 0 without points. */
export function stepAt(run: ComparedRun, x: number, alignment: Alignment): number {
  return stepsOf(run)[Math.max(0, rowAt(positions(run, alignment), x))] ?? 0;
}

/** The place of each logged row. */
function positions(run: ComparedRun, alignment: Alignment): ArrayLike<number> {
  const steps = stepsOf(run);
  switch (alignment) {
    case 'step':
      return steps;
    case 'percent':
      return Float64Array.from(steps, (step) => (step / Math.max(1, run.facts.steps)) * 100);
    default: {
      const places = new Float64Array(steps.length).fill(NaN);
      forEachLogged(run, alignment === 'epoch' ? 'epoch' : 'seconds', (value, row) => (places[row] = value));
      return places;
    }
  }
}

/** Linear between the known points, constant beyond their ends; NaN where there are none. */
export function between(xs: ArrayLike<number>, ys: ArrayLike<number>, x: number): number {
  const row = rowAt(xs, x);
  if (row < 0) return ys[0] ?? NaN;
  if (row >= xs.length - 1 || xs[row] === x) return ys[row]!;
  const share = (x - xs[row]!) / (xs[row + 1]! - xs[row]!);
  return ys[row]! + share * (ys[row + 1]! - ys[row]!);
}
