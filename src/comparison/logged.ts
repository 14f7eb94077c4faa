import { rowAt } from '../messages/ascending';
import type { ComparedRun } from './comparedRun';

/** A logged value and the step it is of. */
export interface Logged {
  readonly value: number;
  readonly step: number;
}

/** What a column holds: values, the steps of all rows, and the row of each value where not every row has one. */
interface Stored {
  readonly values: ArrayLike<number>;
  readonly steps: ArrayLike<number>;
  readonly rows?: ArrayLike<number>;
}

/** The newest value of a column; Infinity where it was measured and is not finite. */
export function lastLogged(run: ComparedRun, name: string): Logged | undefined {
  const stored = storedOf(run, name);
  for (let at = (stored?.values.length ?? 0) - 1; at >= 0; at--) {
    if (!Number.isNaN(stored!.values[at])) return loggedOf(stored!, at);
  }
  return undefined;
}

/** The largest finite value of a column, or the smallest; of equal ones the first. */
export function bestLogged(run: ComparedRun, name: string, better: 'higher' | 'lower'): Logged | undefined {
  const stored = storedOf(run, name);
  if (stored === undefined) return undefined;
  const { values } = stored;
  let best = -1;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (!Number.isFinite(value)) continue;
    if (best < 0 || (better === 'higher' ? value > values[best]! : value < values[best]!)) best = at;
  }
  return best < 0 ? undefined : loggedOf(stored, best);
}

/** The value that a column has at a logged step; undefined where it was not measured there. */
export function loggedAt(run: ComparedRun, name: string, step: number): Logged | undefined {
  const stored = storedOf(run, name);
  if (stored === undefined) return undefined;
  const { values, steps, rows } = stored;
  const row = rowAt(steps, step);
  const at = rows === undefined ? row : rowAt(rows, row);
  if (at < 0 || Number.isNaN(values[at] ?? NaN)) return undefined;
  const found = loggedOf(stored, at);
  return found.step === step ? found : undefined;
}

/** Calls back for each measured value of a column, in the order of the steps. */
export function forEachLogged(
  run: ComparedRun,
  name: string,
  visit: (value: number, row: number) => void,
): void {
  const stored = storedOf(run, name);
  for (let at = 0; at < (stored?.values.length ?? 0); at++) {
    const value = stored!.values[at]!;
    if (!Number.isNaN(value)) visit(value, stored!.rows?.[at] ?? at);
  }
}

/** The steps of all logged rows, ascending. */
export function stepsOf({ column }: ComparedRun): ArrayLike<number> {
  const steps = column('step');
  return steps === undefined || 'rows' in steps ? [] : steps;
}

function storedOf(run: ComparedRun, name: string): Stored | undefined {
  const column = run.column(name);
  if (column === undefined) return undefined;
  const steps = stepsOf(run);
  return 'rows' in column ? { ...column, steps } : { values: column, steps };
}

function loggedOf({ values, steps, rows }: Stored, at: number): Logged {
  const row = rows?.[at] ?? at;
  return { value: values[at]!, step: steps[row] ?? row };
}
