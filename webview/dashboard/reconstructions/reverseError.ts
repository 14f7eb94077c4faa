/**
 * How well a sample was rebuilt: ||r - h||^2 / ||h||^2. NaN where h is zero: then there is nothing to be relative to.
 */
export function relativeError(target: ArrayLike<number>, rebuilt: ArrayLike<number>): number {
  let squares = 0;
  let total = 0;
  for (let i = 0; i < target.length; i++) {
    squares += (rebuilt[i]! - target[i]!) ** 2;
    total += target[i]! ** 2;
  }
  return total === 0 ? NaN : squares / total;
}

/** r - h. */
export function difference(target: Float32Array, rebuilt: Float32Array): Float32Array {
  return rebuilt.map((value, i) => value - target[i]!);
}

/** The rows of a tensor [count, …] as pieces of it, without a copy. */
export function samplesOf({
  shape,
  data,
}: {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}) {
  const count = shape[0] ?? 0;
  const size = count === 0 ? 0 : data.length / count;
  return Array.from({ length: count }, (_, at) => data.subarray(at * size, (at + 1) * size));
}
