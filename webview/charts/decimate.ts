import type { Blocks } from './blocks';
import { BLOCK, blocksOf } from './blocks';

/** Points of a line as they are drawn; a NaN in y lifts the pen. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * Thins a line to at most four points a bucket, its first, lowest, highest and last, in their order: drawn with a bucket
 * a pixel wide, it looks as all points would, and no extreme is lost (Jugel et al. 2014, "M4", VLDB 7(10)).
 *
 * @param x     ascending
 * @param y     NaN: nothing was measured, the line goes on to the next point. Infinite: the line breaks
 * @param from  first and last + 1 of the points
 * @param window  the first and the last x that are seen; the buckets divide what lies between
 * @param above  values up to this count as not measured: 0 where the scale is logarithmic
 */
export function decimate(
  x: Float64Array,
  y: Float64Array,
  [from, to]: readonly [number, number],
  window: readonly [number, number],
  buckets: number,
  above = -Infinity,
): Points {
  const blocks = blocksOf(y);
  const points = new PointList(Math.min(to - from, buckets * 4 + 8) * 2);
  const width = (window[1] - window[0]) / buckets;
  const bucketOf = (value: number): number => (width > 0 ? Math.floor((value - window[0]) / width) : 0);
  const bucket = new Bucket();
  for (let i = from; i < to;) {
    const end = endOfBucket(x, i, to, bucketOf);
    while (i < end) {
      const block = Math.floor(i / BLOCK);
      const next = (block + 1) * BLOCK;
      if (next - i === BLOCK && next <= end && isEven(blocks, block, above)) {
        bucket.addBlock(blocks, block);
        i = next;
        continue;
      }
      const until = Math.min(next, end);
      i = bucket.addRows(y, i, until, above);
      if (i === until) continue;
      bucket.flush(points, x, y);
      points.lift(x[i++]!);
    }
    bucket.flush(points, x, y);
  }
  return points.done();
}

/** The first row after `from` that lies in a later bucket; found in larger and larger steps, as most rows are left out. */
function endOfBucket(x: Float64Array, from: number, to: number, bucketOf: (value: number) => number): number {
  const bucket = bucketOf(x[from]!);
  let inside = from;
  let step = 1;
  while (inside + step < to && bucketOf(x[inside + step]!) === bucket) {
    inside += step;
    step *= 2;
  }
  let outside = Math.min(inside + step, to);
  while (outside - inside > 1) {
    const middle = (inside + outside) >>> 1;
    if (bucketOf(x[middle]!) === bucket) inside = middle;
    else outside = middle;
  }
  return outside;
}

/** Whether all values of a block are drawn, as far as they were measured. */
function isEven({ low, isBroken }: Blocks, block: number, above: number): boolean {
  return isBroken[block] === 0 && !(low[block]! <= above);
}

/** The telling points of a bucket; `first` is -1 while it is empty. */
class Bucket {
  private first = -1;
  private lowest = -1;
  private highest = -1;
  private last = -1;
  private low = Infinity;
  private high = -Infinity;

  /** Adds the values above a number. Returns the row at which it met one that breaks the line; `to` where there is none. */
  addRows(y: Float64Array, from: number, to: number, above: number): number {
    let { first, lowest, highest, last, low, high } = this;
    let row = from;
    for (; row < to; row++) {
      const value = y[row]!;
      if (value === Infinity || value === -Infinity) break;
      // Not so of NaN either.
      if (!(value > above)) continue;
      if (first < 0) first = row;
      last = row;
      if (value < low) {
        low = value;
        lowest = row;
      }
      if (value > high) {
        high = value;
        highest = row;
      }
    }
    this.first = first;
    this.lowest = lowest;
    this.highest = highest;
    this.last = last;
    this.low = low;
    this.high = high;
    return row;
  }

  addBlock({ first, lowest, highest, last, low, high }: Blocks, block: number): void {
    if (first[block]! < 0) return;
    if (this.first < 0) this.first = first[block]!;
    this.last = last[block]!;
    if (low[block]! < this.low) {
      this.low = low[block]!;
      this.lowest = lowest[block]!;
    }
    if (high[block]! > this.high) {
      this.high = high[block]!;
      this.highest = highest[block]!;
    }
  }

  flush(points: PointList, x: Float64Array, y: Float64Array): void {
    if (this.first < 0) return;
    const [early, late] =
      this.lowest < this.highest ? [this.lowest, this.highest] : [this.highest, this.lowest];
    let previous = -1;
    for (const index of [this.first, early, late, this.last]) {
      if (index > previous) points.add(x[index]!, y[index]!);
      previous = index;
    }
    this.first = -1;
    this.low = Infinity;
    this.high = -Infinity;
  }
}

class PointList {
  private x: Float64Array;
  private y: Float64Array;
  private count = 0;

  constructor(capacity: number) {
    this.x = new Float64Array(Math.max(capacity, 16));
    this.y = new Float64Array(this.x.length);
  }

  add(x: number, y: number): void {
    if (this.count === this.x.length) {
      this.x = doubled(this.x);
      this.y = doubled(this.y);
    }
    this.x[this.count] = x;
    this.y[this.count++] = y;
  }

  lift(x: number): void {
    if (this.count > 0 && !Number.isNaN(this.y[this.count - 1]!)) this.add(x, NaN);
  }

  done(): Points {
    return { x: this.x.subarray(0, this.count), y: this.y.subarray(0, this.count) };
  }
}

function doubled(values: Float64Array): Float64Array {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}
