/** Height, width and channels of an image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** In which order a network lays the values of an image out as one vector. */
export type FlattenOrder = 'channelsFirst' | 'channelsLast';

/**
 * Where each value of an image that is laid out channel by channel, as PyTorch and ONNX do, lies in one that is laid out
 * pixel by pixel, as Racecar and Keras do: [height * width * channels].
 */
export function channelsFirstOrder([height, width, channels]: ImageShape): Uint32Array {
  const pixels = height * width;
  return Uint32Array.from(
    { length: pixels * channels },
    (_, i) => (i % pixels) * channels + Math.floor(i / pixels),
  );
}

/**
 * A kernel whose inputs come channel by channel as one whose inputs come pixel by pixel.
 * @param kernel [height * width * channels, outputs], row by row
 */
export function channelsLastRows<T extends Float32Array | Float64Array>(kernel: T, shape: ImageShape): T {
  const order = channelsFirstOrder(shape);
  const outputs = kernel.length / order.length;
  const rows = kernel.slice() as T;
  order.forEach((to, from) => {
    rows.set(kernel.subarray(from * outputs, (from + 1) * outputs), to * outputs);
  });
  return rows;
}

/** A Gram matrix [n, n] of values that come pixel by pixel as one of the same values channel by channel. */
export function channelsFirstGram(gram: Float32Array, shape: ImageShape): Float32Array {
  const order = channelsFirstOrder(shape);
  const size = order.length;
  const result = new Float32Array(gram.length);
  order.forEach((row, i) => {
    for (let j = 0; j < size; j++) result[i * size + j] = gram[row * size + order[j]!]!;
  });
  return result;
}
