export type ValueAxis = 'lin' | 'log';

/** Orders of magnitude that a logarithmic axis shows below its largest value. */
const DECADES = 6;

/** An axis from `low` (bottom) to `high` (top). */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly kind: ValueAxis;
}

/** From zero, or on a logarithmic axis from the smallest positive value, at most six orders below the largest. */
export function axisFor(values: ArrayLike<number>, kind: ValueAxis): Axis {
  let high = 0;
  let low = Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value > high) high = value;
    if (value > 0 && value < low) low = value;
  }
  if (high === 0) return { low: 0, high: 1, kind: 'lin' };
  if (kind === 'lin') return { low: 0, high, kind };
  // A little room, so that the smallest value has a height, too.
  return { low: Math.max(low / 1.5, high * 10 ** -DECADES), high, kind };
}

/** Height of a value on an axis: 0 at the bottom, 1 at the top. */
export function heightOn({ low, high, kind }: Axis, value: number): number {
  if (!(value > 0)) return 0;
  const share = kind === 'lin' ? (value - low) / (high - low) : Math.log(value / low) / Math.log(high / low);
  return Math.min(1, Math.max(0, share));
}

/** The number of the bar under a point, of `count` bars side by side. */
export function barAt(x: number, width: number, count: number): number | undefined {
  const bar = Math.floor((x / width) * count);
  return bar >= 0 && bar < count ? bar : undefined;
}
