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
  let current = NaN;
  const enter = (at: number): void => {
    if (at === current) return;
    bucket.flush(points, x, y);
    current = at;
  };
  for (let i = from; i < to; i++) {
    const block = i / BLOCK;
    if (i % BLOCK === 0 && i + BLOCK <= to && isEven(blocks, block, y, above)) {
      const at = bucketOf(x[i]!);
      // All of it falls into one bucket.
      if (at === bucketOf(x[i + BLOCK - 1]!)) {
        if (blocks.first[block]! >= 0) {
          enter(at);
          bucket.addBlock(blocks, block, y);
        }
        i += BLOCK - 1;
        continue;
      }
    }
    const value = y[i]!;
    if (Number.isNaN(value)) continue;
    if (!Number.isFinite(value)) {
      bucket.flush(points, x, y);
      points.lift(x[i]!);
      current = NaN;
      continue;
    }
    if (value <= above) continue;
    enter(bucketOf(x[i]!));
    bucket.add(i, y);
  }
  bucket.flush(points, x, y);
  return points.done();
}

/** Whether a block has only values that are drawn. */
function isEven({ lowest, isBroken }: Blocks, block: number, y: Float64Array, above: number): boolean {
  if (isBroken[block] === 1) return false;
  return lowest[block]! < 0 || y[lowest[block]!]! > above;
}

/** Indices of a bucket's telling points; -1 while it is empty. */
class Bucket {
  private first = -1;
  private lowest = -1;
  private highest = -1;
  private last = -1;

  add(index: number, y: Float64Array): void {
    if (this.first < 0) {
      this.first = this.lowest = this.highest = index;
    } else if (y[index]! < y[this.lowest]!) {
      this.lowest = index;
    } else if (y[index]! > y[this.highest]!) {
      this.highest = index;
    }
    this.last = index;
  }

  addBlock({ first, lowest, highest, last }: Blocks, block: number, y: Float64Array): void {
    if (this.first < 0) {
      this.first = first[block]!;
      this.lowest = lowest[block]!;
      this.highest = highest[block]!;
    } else {
      if (y[lowest[block]!]! < y[this.lowest]!) this.lowest = lowest[block]!;
      if (y[highest[block]!]! > y[this.highest]!) this.highest = highest[block]!;
    }
    this.last = last[block]!;
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
