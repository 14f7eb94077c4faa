/** The nearest of ascending steps, of equals the earlier; undefined where there are none. */
export function nearestStep(steps: ArrayLike<number>, step: number): number | undefined {
  if (steps.length === 0) return undefined;
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle]! < step) low = middle + 1;
    else high = middle;
  }
  const after = steps[low]!;
  const before = steps[low - 1];
  return before !== undefined && step - before <= after - step ? before : after;
}
