import { rowAt } from '../messages/ascending';
import type { Curve } from './curves';
import { between } from './curves';
import type { Spread } from './spread';
import { edges } from './spread';
import { summarize } from './statistics/summary';

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

/** A stretch of an axis. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** How many points a band has. */
export interface BandPoints {
  /** At most: by default more than a screen has columns. */
  readonly most?: number;
  /** What is looked at closely: so many points lie in there, and as many in all beside it. */
  readonly focus?: Stretch | undefined;
}

const MOST_POINTS = 2000;

/**
 * Mean and spread of curves at the places of all their points, or at so many of these, evenly chosen, that a screen can
 * show. Where a curve has no point of its own, it counts with the value linearly between its neighbours; before its
 * first and after its last point it does not count. Values that are not finite do not count either.
 */
export function bandOf(
  curves: readonly Curve[],
  spread: Spread,
  { most = MOST_POINTS, focus }: BandPoints = {},
): Band {
  const finite = curves.map(onlyFinite).filter(({ x }) => x.length > 0);
  const all = places(finite);
  const x = focus === undefined ? thinned(all, most) : thinnedAround(all, focus, most);
  const [mean, low, high] = [
    new Float64Array(x.length),
    new Float64Array(x.length),
    new Float64Array(x.length),
  ];
  const n = new Uint16Array(x.length);
  x.forEach((place, i) => {
    const values = finite.flatMap((curve) => valueAt(curve, place) ?? []);
    const summary = summarize(values)!;
    n[i] = summary.n;
    mean[i] = summary.mean;
    [low[i], high[i]] = edges(summary, spread);
  });
  const interpolated = finite.some((curve) => !hasPointsOf(curve, x));
  return { x, mean, low, high, n, interpolated };
}

/**
 * The same of curves that all have the same places and only finite values, at all of these: they need nothing between
 * their points. Undefined for others.
 */
export function bandOnSharedPlaces(curves: readonly Curve[], spread: Spread): Band | undefined {
  const [{ x }] = curves as [Curve];
  const count = curves.length;
  const [mean, squares] = [new Float64Array(x.length), new Float64Array(x.length)];
  const [low, high] = [x.map(() => Infinity), x.map(() => -Infinity)];
  for (const [k, curve] of curves.entries()) {
    if (curve.x.length !== x.length) return undefined;
    for (let i = 0; i < x.length; i++) {
      const value = curve.y[i]!;
      if (curve.x[i] !== x[i] || !Number.isFinite(value)) return undefined;
      // Welford 1962, Technometrics 4(3).
      const before = value - mean[i]!;
      mean[i]! += before / (k + 1);
      squares[i]! += before * (value - mean[i]!);
      if (value < low[i]!) low[i] = value;
      if (value > high[i]!) high[i] = value;
    }
  }
  for (let i = 0; i < x.length; i++) {
    const [min, max] = [low[i]!, high[i]!];
    const sd = count < 2 ? {} : { sd: Math.sqrt(squares[i]! / (count - 1)) };
    [low[i], high[i]] = edges({ n: count, mean: mean[i]!, min, max, ...sd }, spread);
  }
  return { x, mean, low, high, n: new Uint16Array(x.length).fill(count), interpolated: false };
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

/** At most `most` of the places within a stretch with the one before and the one after it, and of all others. */
function thinnedAround(x: Float64Array, { from, to }: Stretch, most: number): Float64Array {
  const first = Math.max(0, rowAt(x, from));
  const end = Math.min(x.length, rowAt(x, to) + 2);
  const [before, within, after] = [x.subarray(0, first), x.subarray(first, end), x.subarray(end)];
  const share = before.length / Math.max(1, before.length + after.length);
  return Float64Array.from([
    ...thinned(before, Math.max(2, Math.round(most * share))),
    ...thinned(within, most),
    ...thinned(after, Math.max(2, Math.round(most * (1 - share)))),
  ]);
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
