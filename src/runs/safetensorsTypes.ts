interface StoredType {
  readonly size: number;
  readonly read?: (view: DataView, at: number) => number;
}

/** The format's types and their sizes in bytes. Those without a reader can be listed but not read. */
export const DTYPES: ReadonlyMap<string, StoredType> = new Map<string, StoredType>([
  ['F64', { size: 8, read: (view, at) => view.getFloat64(at, true) }],
  ['F32', { size: 4, read: (view, at) => view.getFloat32(at, true) }],
  ['F16', { size: 2, read: (view, at) => halfToNumber(view.getUint16(at, true)) }],
  ['BF16', { size: 2, read: (view, at) => bfloatToNumber(view.getUint16(at, true)) }],
  ['I64', { size: 8, read: (view, at) => Number(view.getBigInt64(at, true)) }],
  ['I32', { size: 4, read: (view, at) => view.getInt32(at, true) }],
  ['U8', { size: 1, read: (view, at) => view.getUint8(at) }],
  ...['BOOL', 'I8', 'F8_E4M3', 'F8_E5M2', 'F8_E8M0'].map((name) => [name, { size: 1 }] as const),
  ...['I16', 'U16'].map((name) => [name, { size: 2 }] as const),
  // Packed: shapes count values.
  ...['F6_E2M3', 'F6_E3M2'].map((name) => [name, { size: 3 / 4 }] as const),
  ['F4', { size: 1 / 2 }],
  ['U32', { size: 4 }],
  ...['U64', 'C64'].map((name) => [name, { size: 8 }] as const),
]);

/** IEEE 754 binary16: 1 sign bit, 5 exponent bits, 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** bfloat16: the upper half of a float32. */
function bfloatToNumber(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!;
}
