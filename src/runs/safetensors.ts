import { sizeOf } from '../config/networkPlan';
import { UserError } from '../config/userError';
import type { HostTensor } from '../network/hostTensor';
import type { TensorEntry } from './safetensorsHeader';
import {
  emptyRecord,
  HEADER_START,
  malformed,
  METADATA,
  parseHeader,
  readHeaderLength,
} from './safetensorsHeader';
import { DTYPES } from './safetensorsTypes';

/** The contents of a safetensors file. The objects have no prototype, so any name is just a name. */
export interface TensorFile {
  readonly tensors: Record<string, HostTensor>;
  readonly metadata: Record<string, string>;
}

/**
 * A safetensors file, https://github.com/huggingface/safetensors#format: the header's length, a JSON header, and the
 * values as F32 in the order given. Spaces pad the header so that the values begin at a multiple of 8 bytes.
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, HostTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  // The JSON is put together by hand, as an object would take the name "__proto__" for something else.
  const parts: string[] = [];
  if (Object.keys(metadata).length > 0) parts.push(`"${METADATA}":${JSON.stringify(metadata)}`);
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    if (name === METADATA) throw new Error(`A tensor cannot be named ${METADATA}.`);
    if (sizeOf(shape) !== data.length) {
      throw new Error(`${name}: a shape of [${shape.join(', ')}] does not hold ${data.length} values.`);
    }
    const end = offset + data.byteLength;
    parts.push(
      `${JSON.stringify(name)}:${JSON.stringify({ dtype: 'F32', shape, data_offsets: [offset, end] })}`,
    );
    offset = end;
  }
  const unpadded = new TextEncoder().encode(`{${parts.join(',')}}`);
  const headerLength = Math.ceil(unpadded.length / 8) * 8;
  const bytes = new Uint8Array(HEADER_START + headerLength + offset).fill(
    0x20,
    HEADER_START,
    HEADER_START + headerLength,
  );
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(unpadded, HEADER_START);
  let at = HEADER_START + headerLength;
  for (const { data } of Object.values(tensors)) {
    // Every platform that Node runs on here stores the lowest byte first, as the format does.
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a whole safetensors file; all numbers become float32.
 *
 * @param file  the file's name, for the errors
 * @throws UserError that says what is wrong with the file
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): TensorFile {
  const headerEnd = HEADER_START + readHeaderLength(bytes, bytes.length, file);
  const header = parseHeader(bytes.subarray(HEADER_START, headerEnd), bytes.length - headerEnd, file);
  const tensors = emptyRecord<HostTensor>();
  for (const [name, entry] of Object.entries(header.tensors)) {
    const data = bytes.subarray(headerEnd + entry.begin, headerEnd + entry.end);
    tensors[name] = { shape: entry.shape, data: toFloat32(data, name, entry, file) };
  }
  return { tensors, metadata: header.metadata };
}

/**
 * The values of a tensor. A copy (slice() would not copy a Node Buffer), so that they are aligned and keep no larger
 * buffer alive.
 */
export function toFloat32(
  bytes: Uint8Array,
  name: string,
  { dtype, shape }: TensorEntry,
  file: string,
): Float32Array {
  if (dtype === 'F32') return new Float32Array(new Uint8Array(bytes).buffer);
  const { size, read } = DTYPES.get(dtype)!;
  if (read === undefined) {
    const readable = [...DTYPES].filter(([, type]) => type.read !== undefined).map(([known]) => known);
    throw new UserError(`Tensor "${name}" has the dtype ${dtype}, which cannot be read.`, {
      place: { file },
      hint: `Readable are ${readable.join(', ')}.`,
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: sizeOf(shape) }, (_, i) => {
    const value = read(view, i * size);
    const tooLarge = dtype === 'I64' ? !Number.isSafeInteger(value) : Number.isFinite(value) && !fits(value);
    if (tooLarge)
      throw malformed(file, `Tensor "${name}" holds ${value}, which is out of range for float32.`);
    return value;
  });
}

function fits(value: number): boolean {
  return Number.isFinite(Math.fround(value));
}
