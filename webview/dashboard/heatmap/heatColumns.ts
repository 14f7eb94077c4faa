/**
 * Which measurement each of evenly spaced columns shows: the nearest in steps, the earlier of equals. No value is
 * averaged away; every colour is a number of the run.
 */
export function shownColumns(steps: Float64Array, width: number): Int32Array {
  if (steps.length === 0) return new Int32Array(0);
  const [first, last] = [steps[0]!, steps.at(-1)!];
  const shown = new Int32Array(steps.length === 1 ? 1 : Math.max(1, Math.floor(width)));
  let at = 0;
  for (let column = 0; column < shown.length; column++) {
    const step = first + ((column + 0.5) / shown.length) * (last - first);
    while (at + 1 < steps.length && steps[at + 1]! - step < step - steps[at]!) at++;
    shown[column] = at;
  }
  return shown;
}

/** The place of the value nearest to a step in ascending steps, the earlier of equals; -1 where there are none. */
export function nearestPlace(steps: ArrayLike<number>, step: number): number {
  let [low, high] = [0, steps.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle]! < step) low = middle + 1;
    else high = middle;
  }
  if (low > 0 && step - steps[low - 1]! <= steps[low]! - step) return low - 1;
  return steps.length === 0 ? -1 : low;
}
