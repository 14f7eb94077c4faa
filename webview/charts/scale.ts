import type { Points } from './decimate';

/** How values map to the height of a chart. */
export interface ValueScale {
  readonly kind: 'lin' | 'log';
  readonly low: number;
  readonly high: number;
}

/**
 * A scale with room for all points. Logarithmic where that is asked for and something is above zero.
 *
 * @param limits  values that are always in view
 */
export function fitScale(
  lines: readonly Points[],
  kind: 'lin' | 'log',
  limits: readonly number[] = [],
): ValueScale {
  const isLog = kind === 'log' && lines.some(({ y }) => y.some((value) => value > 0));
  let low = Infinity;
  let high = -Infinity;
  const include = (value: number): void => {
    if (!Number.isFinite(value) || (isLog && value <= 0)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const { y } of lines) for (const value of y) include(value);
  if (low === Infinity) [low, high] = [0, 1];
  for (const value of limits) include(value);
  if (isLog) {
    const padding = Math.max((high / low) ** 0.05, 1.05);
    return { kind: 'log', low: low / padding, high: high * padding };
  }
  // A constant gets a scale around it, and so does one with the noise of its last digits.
  const isConstant = high - low <= Math.max(Math.abs(high), Math.abs(low)) * 1e-9;
  const padding = !isConstant ? (high - low) * 0.05 : Math.max(Math.abs(high) * 0.05, 1e-9);
  return { kind: 'lin', low: low - padding, high: high + padding };
}

/** Tells where values lie: 0 at the bottom, 1 at the top. */
export function placesOn({ kind, low, high }: ValueScale): (value: number) => number {
  if (kind === 'lin') return (value) => (value - low) / (high - low);
  const from = Math.log(low);
  const width = Math.log(high) - from;
  return (value) => (Math.log(value) - from) / width;
}
