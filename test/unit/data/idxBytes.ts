/** The bytes of an IDX file: two zeros, type, number of dimensions, sizes, values. */
export function idxBytes(
  type: number,
  dimensions: readonly number[],
  values: Uint8Array | readonly number[],
): Buffer {
  const sizes = Buffer.alloc(4 * dimensions.length);
  dimensions.forEach((size, i) => sizes.writeUInt32BE(size, 4 * i));
  return Buffer.concat([Buffer.of(0, 0, type, dimensions.length), sizes, Buffer.from(values)]);
}
