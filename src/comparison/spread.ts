import type { Summary } from './statistics/summary';
import { intervalOfMean } from './statistics/tTests';

/**
 * What an area around a mean spans: all values from the lowest to the highest (`range`), one standard deviation on either
 * side (`sd`), or the 95 % confidence interval of the mean (`interval`).
 */
export const SPREADS = ['range', 'sd', 'interval'] as const;
export type Spread = (typeof SPREADS)[number];

/** From where to where it reaches. Of one value nothing is known but itself. */
export function edges(summary: Summary, spread: Spread): readonly [number, number] {
  const { n, mean, min, max, sd } = summary;
  if (spread === 'range') return [min, max];
  if (sd === undefined) return [mean, mean];
  const reach = spread === 'sd' ? sd : intervalOfMean(n, sd);
  return [mean - reach, mean + reach];
}
