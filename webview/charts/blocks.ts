/** Values of a block. */
export const BLOCK = 64;

/**
 * The telling values of each whole block of a column, so that a line of a million points is thinned without looking at
 * each of them.
 */
export interface Blocks {
  /** By block: the index of its first, lowest, highest and last value; -1 where nothing was measured. */
  readonly first: Int32Array;
  readonly lowest: Int32Array;
  readonly highest: Int32Array;
  readonly last: Int32Array;
  /** By block: its lowest and its highest value, together in memory; NaN where nothing was measured. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** By block: 1 where a value is measured and not finite. */
  readonly isBroken: Uint8Array;
}

const known = new WeakMap<Float64Array, Blocks>();

/** The blocks of a column; made once for each. */
export function blocksOf(values: Float64Array): Blocks {
  let blocks = known.get(values);
  if (blocks === undefined) known.set(values, (blocks = makeBlocks(values)));
  return blocks;
}

/** Whether a column has a value above a number. */
export function hasAbove(values: Float64Array, limit: number): boolean {
  const { high } = blocksOf(values);
  for (const value of high) if (value > limit) return true;
  for (let i = high.length * BLOCK; i < values.length; i++) if (values[i]! > limit) return true;
  return false;
}

/** How many values of a range are at most a number. */
export function countAtMost(
  values: Float64Array,
  [from, to]: readonly [number, number],
  limit: number,
): number {
  const { low, isBroken } = blocksOf(values);
  let count = 0;
  for (let i = from; i < to;) {
    const block = i / BLOCK;
    const isWhole = i % BLOCK === 0 && i + BLOCK <= to;
    if (isWhole && isBroken[block] === 0 && !(low[block]! <= limit)) {
      i += BLOCK;
      continue;
    }
    if (values[i]! <= limit) count++;
    i++;
  }
  return count;
}

function makeBlocks(values: Float64Array): Blocks {
  const count = Math.floor(values.length / BLOCK);
  const indices = () => new Int32Array(count).fill(-1);
  const [first, lowest, highest, last] = [indices(), indices(), indices(), indices()];
  const bounds = () => new Float64Array(count).fill(NaN);
  const [lows, highs] = [bounds(), bounds()];
  const isBroken = new Uint8Array(count);
  for (let block = 0; block < count; block++) {
    let [low, high] = [Infinity, -Infinity];
    for (let i = block * BLOCK; i < (block + 1) * BLOCK; i++) {
      const value = values[i]!;
      if (Number.isNaN(value)) continue;
      if (!Number.isFinite(value)) {
        isBroken[block] = 1;
        continue;
      }
      if (first[block]! < 0) first[block] = i;
      last[block] = i;
      if (value < low) {
        lows[block] = low = value;
        lowest[block] = i;
      }
      if (value > high) {
        highs[block] = high = value;
        highest[block] = i;
      }
    }
  }
  return { first, lowest, highest, last, low: lows, high: highs, isBroken };
}
