import type { ValueRange } from '../../components/images/valueScale';
import { rangeOf } from '../../components/images/valueScale';

/** Values that span more than this are coloured by their logarithm. */
const LOG_FROM_RATIO = 100;

/** A metric of every layer of every run. */
export interface Cells {
  /** Run after run, a value a layer; NaN where there is none. */
  readonly values: Float64Array;
  readonly range: ValueRange | undefined;
  readonly isLog: boolean;
}

export const NO_CELLS: Cells = { values: new Float64Array(0), range: undefined, isLog: false };

export function cellsOf(list: readonly number[]): Cells {
  const values = Float64Array.from(list);
  const range = rangeOf(values);
  const isLog = range !== undefined && range.low > 0 && range.high / range.low > LOG_FROM_RATIO;
  return { values, range, isLog };
}

/** What the ends of the colours stand for: logarithms where these are coloured. */
export function colouredRange({ range, isLog }: Cells): ValueRange {
  if (range === undefined) return { low: 0, high: 1 };
  return isLog ? { low: Math.log10(range.low), high: Math.log10(range.high) } : range;
}
