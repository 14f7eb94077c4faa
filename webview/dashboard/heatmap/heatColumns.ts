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
