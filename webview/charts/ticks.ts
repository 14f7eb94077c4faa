/** Round numbers from a lowest to a highest value, about as many as asked for: 1, 2 or 5 times a power of ten apart. */
export function linearTicks(low: number, high: number, count: number): number[] {
  if (!(high > low) || count < 1) return [low];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough * 0.999)!;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // A whole number of steps over a power of ten is exact where a multiple of 0.1 is not.
  const inverse = 1 / step;
  return Array.from({ length: last - first + 1 }, (_, i) =>
    inverse >= 1 ? (first + i) / Math.round(inverse) : (first + i) * step,
  );
}

/** Pixels between the ticks of the x axis, about. */
const PLACE_GAP = 80;

/** Ticks of an x axis so many pixels wide: at least two, since one tells nothing of how long the axis is. */
export function placeTicks(low: number, high: number, width: number): number[] {
  const count = width / PLACE_GAP;
  const ticks = linearTicks(low, high, count);
  return ticks.length >= 2 ? ticks : linearTicks(low, high, 2 * count);
}

/** Fewer ticks than this leave a reader guessing. */
const FEW = 3;

/** Powers of ten from a lowest to a highest value, both above zero; where these are few, 2 and 5 times them, then 3 and 7 times too. */
export function logTicks(low: number, high: number, count: number): number[] {
  if (!(high > low) || low <= 0) return [low];
  const powers = powersOfTen(low, high, [1]);
  const every = Math.ceil(powers.length / Math.max(count, 1));
  if (powers.length >= FEW) return powers.filter((_, i) => i % every === 0);
  for (const factors of [
    [1, 2, 5],
    [1, 2, 3, 5, 7],
  ]) {
    const finer = powersOfTen(low, high, factors);
    if (finer.length >= FEW) return finer;
  }
  return linearTicks(low, high, count);
}

function powersOfTen(low: number, high: number, factors: readonly number[]): number[] {
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent++) {
    ticks.push(...factors.map((factor) => Number(`${factor}e${exponent}`)));
  }
  return ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
}
