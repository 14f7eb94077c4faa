import { describe, expect, it } from 'vitest';
import { decimate } from '../../../webview/charts/decimate';
import fc from '../support/properties';

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(NaN) },
  { weight: 1, arbitrary: fc.constantFrom(Infinity, -Infinity) },
);
const line = fc
  .array(fc.tuple(fc.double({ min: 0, max: 10, noNaN: true }), value), { maxLength: 300 })
  .map((points) => {
    let x = 0;
    const xs = points.map(([gap]) => (x += gap));
    return { x: Float64Array.from(xs), y: Float64Array.from(points, ([, y]) => y) };
  });
const buckets = fc.integer({ min: 1, max: 40 });

/** The points of each bucket between two breaks, by brute force. */
function groups(x: Float64Array, y: Float64Array, window: readonly [number, number], count: number) {
  const width = (window[1] - window[0]) / count;
  const found: { key: string; values: number[] }[] = [];
  let breaks = 0;
  x.forEach((at, i) => {
    if (Number.isNaN(y[i]!)) return;
    if (!Number.isFinite(y[i]!)) {
      breaks++;
      return;
    }
    const key = `${breaks} ${width > 0 ? Math.floor((at - window[0]) / width) : 0}`;
    const last = found.at(-1);
    if (last?.key === key) last.values.push(y[i]!);
    else found.push({ key, values: [y[i]!] });
  });
  return found;
}

/** What is drawn, by the definition: of each bucket its first, lowest, highest and last value, NaN at each break. */
function pointByPoint(x: Float64Array, y: Float64Array, window: readonly [number, number], count: number) {
  const drawn: number[] = [];
  let breaks = '0';
  for (const { key, values } of groups(x, y, window, count)) {
    const now = key.split(' ')[0]!;
    if (now !== breaks && drawn.length > 0) drawn.push(NaN);
    breaks = now;
    const kept = [
      0,
      values.indexOf(Math.min(...values)),
      values.indexOf(Math.max(...values)),
      values.length - 1,
    ];
    drawn.push(...[...new Set(kept)].sort((a, b) => a - b).map((index) => values[index]!));
  }
  const endsBroken =
    y.findLastIndex((each) => Math.abs(each) === Infinity) > y.findLastIndex(Number.isFinite);
  return endsBroken && drawn.length > 0 ? [...drawn, NaN] : drawn;
}

describe('the thinning of a line', () => {
  it('keeps the first, the lowest, the highest and the last point of every pixel, in their order', () => {
    fc.assert(
      fc.property(line, buckets, ({ x, y }, count) => {
        const window = [x[0] ?? 0, x.at(-1) ?? 1] as const;
        const drawn = [...decimate(x, y, [0, x.length], window, count).y].filter(
          (each) => !Number.isNaN(each),
        );
        let at = 0;
        for (const { values } of groups(x, y, window, count)) {
          const lowest = Math.min(...values);
          const highest = Math.max(...values);
          const kept = new Set([0, values.indexOf(lowest), values.indexOf(highest), values.length - 1]);
          const expected = [...kept].sort((a, b) => a - b).map((index) => values[index]!);
          // Of equal extremes any will do; the numbers and their order are what is seen.
          expect(drawn.slice(at, at + expected.length)).toEqual(expected);
          at += expected.length;
        }
        expect(at).toBe(drawn.length);
      }),
    );
  });

  it('is the same for a long line, of which it looks at blocks, and for a part of one', () => {
    const long = fc.tuple(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 100, max: 900 }),
      fc.nat(),
      buckets,
    );
    fc.assert(
      fc.property(long, ([from, count, seed, bucketCount]) => {
        const x = Float64Array.from({ length: count }, (_, i) => i + (i % 7) / 8);
        const y = x.map((_, i) => {
          const noise = Math.sin((i + 1) * (seed % 1000) * 12.9898) * 43758.5453;
          if (i % 97 === seed % 97) return Infinity;
          return i % 5 === seed % 5 ? NaN : noise - Math.floor(noise) - 0.1;
        });
        const window = [x[from]!, x[count - 1]!] as const;
        for (const above of [-Infinity, 0]) {
          const seen = y.map((each) => (each <= above ? NaN : each)).subarray(from, count);
          const all = decimate(x, y, [from, count], window, bucketCount, above);
          const pieces = pointByPoint(x.subarray(from, count), seen, window, bucketCount);
          expect([...all.y]).toEqual(pieces);
        }
      }),
    );
  });

  it('never draws more than four points a pixel, and draws x in its order', () => {
    fc.assert(
      fc.property(line, buckets, ({ x, y }, count) => {
        const finite = Float64Array.from(y, (each) => (Number.isFinite(each) ? each : 0));
        const points = decimate(x, finite, [0, x.length], [x[0] ?? 0, x.at(-1) ?? 1], count);
        // The last x falls into a bucket of its own.
        expect(points.x.length).toBeLessThanOrEqual(4 * (count + 1));
        expect([...points.x]).toEqual([...points.x].sort((a, b) => a - b));
      }),
    );
  });

  it('lifts the pen where a value is not finite, and draws on through steps without a value', () => {
    const x = Float64Array.of(0, 1, 2, 3, 4);
    const broken = decimate(x, Float64Array.of(1, 2, Infinity, 4, 5), [0, 5], [0, 4], 100);
    expect([...broken.y]).toEqual([1, 2, NaN, 4, 5]);
    const sparse = decimate(x, Float64Array.of(1, NaN, NaN, NaN, 5), [0, 5], [0, 4], 100);
    expect([...sparse.y]).toEqual([1, 5]);
  });

  it('thins a million points to what a screen can show, the one extreme among them kept', () => {
    const x = Float64Array.from({ length: 1_000_000 }, (_, i) => i);
    const y = x.map((i) => Math.sin(i / 1000));
    y[654_321] = 50;
    const points = decimate(x, y, [0, x.length], [0, x.length - 1], 800);
    expect(points.y.length).toBeLessThanOrEqual(3204);
    expect(Math.max(...points.y)).toBe(50);
  });
});
