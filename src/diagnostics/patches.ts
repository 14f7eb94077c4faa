/** How a convolution goes over its input. */
export interface PatchGeometry {
  readonly kernel: readonly [height: number, width: number];
  readonly strides: readonly [height: number, width: number];
  readonly padding: 'valid' | 'same';
}

/** Samples of a layer's input space, one after the other. */
export interface SampleRows {
  readonly count: number;
  readonly length: number;
  readonly values: Float32Array;
}

/**
 * The patches that a convolution's kernel meets, as rows [kh * kw * channels] in the kernel's own order. With "same"
 * padding the borders are zeros, one more at the end where their number is odd.
 *
 * @param values  [samples, height, width, channels]
 * @param atMost  patches; of more, evenly spaced ones are taken
 */
export function patchesOf(
  values: Float32Array,
  [samples, height, width, channels]: readonly [number, number, number, number],
  { kernel, strides, padding }: PatchGeometry,
  atMost: number,
): SampleRows & { readonly total: number } {
  const [down, top] = outputsAlong(height, kernel[0], strides[0], padding);
  const [across, left] = outputsAlong(width, kernel[1], strides[1], padding);
  const total = samples * down * across;
  const count = Math.min(total, atMost);
  const length = kernel[0] * kernel[1] * channels;
  const rows = new Float32Array(count * length);
  for (let patch = 0; patch < count; patch++) {
    const number = Math.floor((patch * total) / count);
    const sample = Math.floor(number / (down * across));
    const y = (Math.floor(number / across) % down) * strides[0] - top;
    const x = (number % across) * strides[1] - left;
    for (let row = 0; row < kernel[0]; row++) {
      if (y + row < 0 || y + row >= height) continue;
      for (let column = 0; column < kernel[1]; column++) {
        if (x + column < 0 || x + column >= width) continue;
        const from = ((sample * height + y + row) * width + x + column) * channels;
        const to = patch * length + (row * kernel[1] + column) * channels;
        rows.set(values.subarray(from, from + channels), to);
      }
    }
  }
  return { count, length, values: rows, total };
}

/** Number of outputs along an axis, and of zeros before its first value. */
function outputsAlong(
  size: number,
  kernel: number,
  stride: number,
  padding: 'valid' | 'same',
): [outputs: number, before: number] {
  if (padding === 'valid') return [Math.floor((size - kernel) / stride) + 1, 0];
  const outputs = Math.ceil(size / stride);
  const zeros = Math.max(0, (outputs - 1) * stride + kernel - size);
  return [outputs, Math.floor(zeros / 2)];
}
