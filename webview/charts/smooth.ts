/** More than this would flatten a line to nothing. */
export const MAX_SMOOTHING = 0.999;

/**
 * Exponential moving average without the bias of its start (as Adam's moments, Kingma & Ba 2015, section 3): the sum of
 * all values so far, weighted by powers of `weight`, over the sum of the weights. A constant stays what it is.
 *
 * @param values  NaN and infinite values stay, and count for nothing
 * @param weight  0 (no smoothing) … 0.999
 */
export function smooth(values: Float64Array, weight: number): Float64Array {
  const w = Math.max(0, Math.min(weight, MAX_SMOOTHING));
  const smoothed = new Float64Array(values.length);
  let mean = 0;
  // The sum of the weights, all of them times (1 - w).
  let weights = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) {
      smoothed[i] = value;
      continue;
    }
    weights = w * weights + (1 - w);
    // As a step towards the value, so that a constant stays the same number to its last bit.
    mean += (value - mean) * ((1 - w) / weights);
    smoothed[i] = mean;
  }
  return smoothed;
}
