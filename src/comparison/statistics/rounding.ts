/** Share of a value's size that arithmetic on it may add or lose: far above what float64 rounds, far below what is measured. */
const ROUNDING = 1e-12;

/** The most that a difference of two values may come to by rounding alone. */
export function roundingOf(a: number, b: number): number {
  return ROUNDING * Math.max(Math.abs(a), Math.abs(b));
}

/**
 * The differences a - b of pairs, without what rounding makes of them: shares such as 0.9713 - 0.9712 and 0.9731 - 0.9730
 * are one image of 10,000 each, but not the same number, and tests would find certainty in that. Differences within the
 * rounding of their values are 0, and sizes within it of each other are the smallest of them.
 *
 * @returns in the order of the pairs
 */
export function pairedDifferences(pairs: readonly (readonly [number, number])[]): number[] {
  const raw = pairs.map(([a, b]) => ({ difference: a - b, rounding: roundingOf(a, b) }));
  const order = raw
    .map(({ difference }, index) => ({ index, size: Math.abs(difference) }))
    .sort((a, b) => a.size - b.size);
  const differences = new Array<number>(pairs.length);
  let first = { size: 0, rounding: 0 };
  for (const { index, size } of order) {
    const { difference, rounding } = raw[index]!;
    // The first size is 0, so that what is near it becomes 0.
    if (size - first.size > Math.max(rounding, first.rounding)) first = { size, rounding };
    differences[index] = first.size === 0 ? 0 : Math.sign(difference) * first.size;
  }
  return differences;
}
