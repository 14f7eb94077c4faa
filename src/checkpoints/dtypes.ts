/** Types of stored numbers, by the names that Racecar shows in place of each format's own. */
export const DTYPES = {
  f64: { bytes: 8, title: 'float64' },
  f32: { bytes: 4, title: 'float32' },
  f16: { bytes: 2, title: 'float16' },
  bf16: { bytes: 2, title: 'bfloat16' },
  f8_e4m3: { bytes: 1, title: 'float8 e4m3' },
  f8_e5m2: { bytes: 1, title: 'float8 e5m2' },
  i64: { bytes: 8, title: 'int64' },
  i32: { bytes: 4, title: 'int32' },
  i16: { bytes: 2, title: 'int16' },
  i8: { bytes: 1, title: 'int8' },
  u64: { bytes: 8, title: 'uint64' },
  u32: { bytes: 4, title: 'uint32' },
  u16: { bytes: 2, title: 'uint16' },
  u8: { bytes: 1, title: 'uint8' },
  bool: { bytes: 1, title: 'bool' },
} as const;

/** A type whose values can be read. */
export type Dtype = keyof typeof DTYPES;

/** Values of a tensor: float64 where float32 could not hold them. */
export type Values = Float32Array | Float64Array;

export function bytesOf(dtype: Dtype): number {
  return DTYPES[dtype].bytes;
}

/** Spacing around 1 of the floats that can be read. */
const EPSILONS: Readonly<Record<string, number>> = {
  f64: 2 ** -52,
  f32: 2 ** -23,
  f16: 2 ** -10,
  bf16: 2 ** -7,
  f8_e4m3: 2 ** -3,
  f8_e5m2: 2 ** -2,
};

/** Spacing around 1 of the values of a type; of what whole numbers stand for, which is computed in float32, that one's. */
export function epsilonOf(dtype: string): number {
  return EPSILONS[dtype] ?? 2 ** -23;
}

/** Types that need float64 to be exact: float64 itself and whole numbers beyond 24 bits. */
const WIDE: ReadonlySet<Dtype> = new Set(['f64', 'i64', 'u64', 'i32', 'u32']);

/** An array for `count` values of a type. */
export function emptyValues(dtype: Dtype, count: number): Values {
  return WIDE.has(dtype) ? new Float64Array(count) : new Float32Array(count);
}

/**
 * Turns stored bytes into values.
 *
 * @param bytes   whole values of the type; their place in memory need not be aligned
 * @param values  where they go, from `at` on
 * @param littleEndian  false where the highest byte comes first
 */
export function decodeInto(
  values: Values,
  at: number,
  bytes: Uint8Array,
  dtype: Dtype,
  littleEndian = true,
): void {
  const size = bytesOf(dtype);
  const count = bytes.length / size;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fill = (read: (offset: number) => number) => {
    for (let i = 0; i < count; i++) values[at + i] = read(i * size);
  };
  switch (dtype) {
    case 'f64':
      return fill((offset) => view.getFloat64(offset, littleEndian));
    case 'f32':
      return fill((offset) => view.getFloat32(offset, littleEndian));
    case 'f16': {
      const table = halfTable();
      return fill((offset) => table[view.getUint16(offset, littleEndian)]!);
    }
    case 'bf16': {
      const table = bfloatTable();
      return fill((offset) => table[view.getUint16(offset, littleEndian)]!);
    }
    case 'f8_e4m3':
    case 'f8_e5m2': {
      const table = dtype === 'f8_e4m3' ? e4m3Table() : e5m2Table();
      return fill((offset) => table[bytes[offset]!]!);
    }
    case 'i64':
      return fill((offset) => Number(view.getBigInt64(offset, littleEndian)));
    case 'u64':
      return fill((offset) => Number(view.getBigUint64(offset, littleEndian)));
    case 'i32':
      return fill((offset) => view.getInt32(offset, littleEndian));
    case 'u32':
      return fill((offset) => view.getUint32(offset, littleEndian));
    case 'i16':
      return fill((offset) => view.getInt16(offset, littleEndian));
    case 'u16':
      return fill((offset) => view.getUint16(offset, littleEndian));
    case 'i8':
      return fill((offset) => view.getInt8(offset));
    case 'u8':
      return fill((offset) => bytes[offset]!);
    case 'bool':
      return fill((offset) => (bytes[offset] === 0 ? 0 : 1));
  }
}

/** The value of a sign, an exponent and a fraction as IEEE 754 has them, where all-ones exponents mean infinity or NaN. */
function smallFloat(bits: number, exponentBits: number, fractionBits: number): number {
  const sign = bits >> (exponentBits + fractionBits) === 0 ? 1 : -1;
  const exponent = (bits >> fractionBits) & (2 ** exponentBits - 1);
  const fraction = bits & (2 ** fractionBits - 1);
  const bias = 2 ** (exponentBits - 1) - 1;
  if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias - fractionBits);
  return sign * (2 ** fractionBits + fraction) * 2 ** (exponent - bias - fractionBits);
}

/** float8 e4m3 as PyTorch, safetensors and ONNX store it (e4m3fn): no infinities, and only all ones is NaN. */
function e4m3(bits: number): number {
  if ((bits & 0x7f) === 0x7f) return NaN;
  const sign = bits & 0x80 ? -1 : 1;
  const exponent = (bits >> 3) & 15;
  const fraction = bits & 7;
  return sign * (exponent === 0 ? fraction * 2 ** -9 : (8 + fraction) * 2 ** (exponent - 10));
}

const halfTable = onceMade(2 ** 16, (bits) => smallFloat(bits, 5, 10));
/** The upper half of a float32. */
const bfloatTable = onceMade(2 ** 16, (bits) => smallFloat(bits, 8, 7));
const e4m3Table = onceMade(2 ** 8, e4m3);
const e5m2Table = onceMade(2 ** 8, (bits) => smallFloat(bits, 5, 2));

function onceMade(size: number, value: (bits: number) => number): () => Float32Array {
  let table: Float32Array | undefined;
  return () => (table ??= Float32Array.from({ length: size }, (_, bits) => value(bits)));
}
