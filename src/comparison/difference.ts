import { roundingOf } from './statistics/rounding';
import type { Better } from './tableColumn';

/** How a value lies to the baseline's. */
export interface Difference {
  readonly absolute: number;
  /** Of the baseline's size: 0.1 is 10 % more. Absent where that is zero. */
  readonly relative?: number;
  /** Absent where neither direction is better. */
  readonly verdict?: 'better' | 'worse' | 'same';
}

/**
 * Undefined where one of the values is not finite. What rounding alone can make is no difference.
 *
 * @param measured  the difference, where it is of other samples than the values: of the pairs among them
 */
export function differenceOf(
  value: number,
  baseline: number,
  better?: Better,
  measured = value - baseline,
): Difference | undefined {
  if (!Number.isFinite(value) || !Number.isFinite(baseline)) return undefined;
  const absolute = Math.abs(measured) <= roundingOf(value, baseline) ? 0 : measured;
  return {
    absolute,
    ...(baseline === 0 ? {} : { relative: absolute / Math.abs(baseline) }),
    ...(better === undefined ? {} : { verdict: verdictOf(absolute, better) }),
  };
}

function verdictOf(absolute: number, better: Better): 'better' | 'worse' | 'same' {
  if (absolute === 0) return 'same';
  return absolute > 0 === (better === 'higher') ? 'better' : 'worse';
}
