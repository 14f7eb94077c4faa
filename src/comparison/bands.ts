import type { Curve } from './curves';
import { between } from './curves';
import { summarize } from './statistics/summary';

/** What a band spans: from the lowest to the highest, or one standard deviation on either side of the mean. */
export type Spread = 'range' | 'sd';

/** Several curves as one. */
export interface Band {
  readonly x: Float64Array;
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Curves that there are at each place. */
  readonly n: Uint16Array;
  /** Whether values between the points of a curve were needed, because the points of another lie there. */
  readonly interpolated: boolean;
}

/** Points of a band at most: more than a screen has columns. */
const MOST_POINTS = 2000;

/**
 * Mean and spread of curves at the places of all their points, or at so many of these, evenly chosen, that a screen can
 * show. Where a curve has no point of its own, it counts with the value linearly between its neighbours; before its
 * first and after its last point it does not count. Values that are not finite do not count either.
 */
export function bandOf(curves: readonly Curve[], spread: Spread, mostPoints = MOST_POINTS): Band {
  const finite = curves.map(onlyFinite).filter(({ x }) => x.length > 0);
  const x = thinned(places(finite), mostPoints);
  const [mean, low, high] = [
    new Float64Array(x.length),
    new Float64Array(x.length),
    new Float64Array(x.length),
  ];
  const n = new Uint16Array(x.length);
  x.forEach((place, i) => {
    const values = finite.flatMap((curve) => valueAt(curve, place) ?? []);
    const { n: count, mean: middle, min, max, sd = 0 } = summarize(values)!;
    n[i] = count;
    mean[i] = middle;
    low[i] = spread === 'range' ? min : middle - sd;
    high[i] = spread === 'range' ? max : middle + sd;
  });
  const interpolated = finite.some((curve) => !hasPointsOf(curve, x));
  return { x, mean, low, high, n, interpolated };
}

function onlyFinite({ x, y }: Curve): Curve {
  if (y.every(Number.isFinite)) return { x, y };
  return { x: x.filter((_, i) => Number.isFinite(y[i])), y: y.filter(Number.isFinite) };
}

function places(curves: readonly Curve[]): Float64Array {
  const all = Float64Array.from(new Set(curves.flatMap(({ x }) => [...x])));
  return all.sort();
}

/** At most `most` of the places, the first and the last among them. */
function thinned(x: Float64Array, most: number): Float64Array {
  if (x.length <= most) return x;
  return Float64Array.from({ length: most }, (_, i) => x[Math.round((i * (x.length - 1)) / (most - 1))]!);
}

/** Undefined before the curve's first point and after its last. */
function valueAt({ x, y }: Curve, place: number): number | undefined {
  return place < x[0]! || place > x.at(-1)! ? undefined : between(x, y, place);
}

/** Whether each of the places within a curve's ends is one of its points. */
function hasPointsOf({ x }: Curve, all: Float64Array): boolean {
  const own = new Set(x);
  return all.every((place) => place < x[0]! || place > x.at(-1)! || own.has(place));
}
