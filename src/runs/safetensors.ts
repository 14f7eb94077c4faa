import { messageOf, UserError } from '../config/userError';

/** A tensor in ordinary memory: shape.reduce(×) values, row by row. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The contents of a safetensors file. The objects have no prototype, so any name is just a name. */
export interface TensorFile {
  readonly tensors: Record<string, HostTensor>;
  readonly metadata: Record<string, string>;
}

/** What a header says of one tensor; its bytes are begin … end-1, counted from the end of the header. */
export interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface TensorHeader {
  readonly tensors: Record<string, TensorEntry>;
  readonly metadata: Record<string, string>;
}

/** Bytes before the header: its length, an unsigned 64-bit integer, lowest byte first. */
export const HEADER_START = 8;
const HEADER_LIMIT = 100_000_000;
const METADATA = '__metadata__';

type Reader = (view: DataView, at: number) => number;

/** The format's types and their sizes in bytes. Those without a reader can be listed but not read. */
const DTYPES: ReadonlyMap<string, { readonly size: number; readonly read?: Reader }> = new Map([
  ['F64', { size: 8, read: (view: DataView, at: number) => view.getFloat64(at, true) }],
  ['F32', { size: 4, read: (view: DataView, at: number) => view.getFloat32(at, true) }],
  ['F16', { size: 2, read: (view: DataView, at: number) => halfToNumber(view.getUint16(at, true)) }],
  ['BF16', { size: 2, read: (view: DataView, at: number) => bfloatToNumber(view.getUint16(at, true)) }],
  ['I64', { size: 8, read: (view: DataView, at: number) => Number(view.getBigInt64(at, true)) }],
  ['I32', { size: 4, read: (view: DataView, at: number) => view.getInt32(at, true) }],
  ['U8', { size: 1, read: (view: DataView, at: number) => view.getUint8(at) }],
  ...['BOOL', 'I8', 'F8_E4M3', 'F8_E5M2'].map((name) => [name, { size: 1 }] as const),
  ...['I16', 'U16'].map((name) => [name, { size: 2 }] as const),
  ['U32', { size: 4 }],
  ...['U64', 'C64'].map((name) => [name, { size: 8 }] as const),
]);

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
    if (elementCount(shape) !== data.length) {
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
 * The header's length in bytes.
 *
 * @param start     at least the first 8 bytes of the file
 * @param fileSize  in bytes
 */
export function readHeaderLength(start: Uint8Array, fileSize: number, file: string): number {
  if (fileSize < HEADER_START) {
    throw malformed(
      file,
      `The file has ${fileSize} bytes; its first ${HEADER_START} should be the header's length.`,
    );
  }
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(HEADER_LIMIT)) {
    throw malformed(file, `The header is said to have ${length} bytes; at most ${HEADER_LIMIT} are allowed.`);
  }
  if (length > BigInt(fileSize - HEADER_START)) {
    const rest = fileSize - HEADER_START;
    throw malformed(file, `The header is said to have ${length} bytes, but only ${rest} follow its length.`);
  }
  return Number(length);
}

/**
 * Reads and checks a header.
 *
 * @param header      its bytes, without the length before them
 * @param dataLength  bytes that follow it in the file
 */
export function parseHeader(header: Uint8Array, dataLength: number, file: string): TensorHeader {
  const parsed = parseJsonObject(header, file);
  const metadata = emptyRecord<string>();
  const tensors = emptyRecord<TensorEntry>();
  for (const [name, value] of Object.entries(parsed)) {
    if (name === METADATA) Object.assign(metadata, checkMetadata(value, file));
    else tensors[name] = checkEntry(name, value, file);
  }
  checkLayout(tensors, dataLength, file);
  return { tensors, metadata };
}

function parseJsonObject(header: Uint8Array, file: string): object {
  let parsed: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header);
    parsed = JSON.parse(text);
  } catch (thrown) {
    throw malformed(file, `The header is not JSON: ${messageOf(thrown)}.`, thrown);
  }
  if (!isObject(parsed))
    throw malformed(file, `The header is ${describe(parsed)}; it should be a JSON object.`);
  const duplicate = findDuplicateKey(text);
  if (duplicate !== undefined) throw malformed(file, `The header has "${duplicate}" twice.`);
  return parsed;
}

/** JSON.parse silently keeps the last of two equal keys. `text` is known to be JSON. */
function findDuplicateKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, key] of text.matchAll(/[[\]{}]|("(?:[^"\\]|\\.)*")(?:\s*:)?/g)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token.endsWith(':') && key !== undefined) {
      const name = JSON.parse(key) as string;
      if (open.at(-1)?.has(name)) return name;
      open.at(-1)?.add(name);
    }
  }
  return undefined;
}

function checkMetadata(value: unknown, file: string): object {
  if (!isObject(value))
    throw malformed(file, `${METADATA} is ${describe(value)}; it should be an object of texts.`);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') {
      throw malformed(file, `${METADATA} "${key}" is ${describe(text)}; it should be a text.`);
    }
  }
  return value;
}

function checkEntry(name: string, value: unknown, file: string): TensorEntry {
  const wrong = (what: string): UserError => malformed(file, `Tensor "${name}" ${what}`);
  if (!isObject(value)) throw wrong(`is ${describe(value)}; it should be an object.`);
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  const type = DTYPES.get(dtype as string);
  if (typeof dtype !== 'string' || type === undefined)
    throw wrong(`has the unknown dtype ${describe(dtype)}.`);
  if (!isListOfSizes(shape)) {
    throw wrong(`has the shape ${describe(shape)}; it should be a list of whole numbers from 0 on.`);
  }
  if (!isListOfSizes(offsets) || offsets.length !== 2) {
    throw wrong(`has the data_offsets ${describe(offsets)}; they should be two whole numbers, [begin, end].`);
  }
  const [begin, end] = offsets as [number, number];
  const size = elementCount(shape) * type.size;
  if (end - begin !== size) {
    throw wrong(
      `takes ${end - begin} bytes (data_offsets ${begin} to ${end}), but ${dtype} [${shape.join(', ')}] needs ${size}.`,
    );
  }
  return { dtype, shape, begin, end };
}

/** The format wants the tensors to cover the data without gaps or overlaps. */
function checkLayout(tensors: Readonly<Record<string, TensorEntry>>, dataLength: number, file: string): void {
  const entries = Object.entries(tensors).sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const [name, { begin, end }] of entries) {
    if (end > dataLength) {
      throw malformed(
        file,
        `Tensor "${name}" ends at byte ${end} of the data, which has only ${dataLength}.`,
      );
    }
    if (begin !== covered) {
      const problem = begin < covered ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw malformed(file, `Tensor "${name}" begins at byte ${begin}, not at ${covered}: it ${problem}.`);
    }
    covered = end;
  }
  if (covered !== dataLength) {
    throw malformed(
      file,
      `The tensors take ${covered} bytes, but ${dataLength} bytes of data follow the header.`,
    );
  }
}

/** A copy (slice() would not copy a Node Buffer), so that the values are aligned and keep no larger buffer alive. */
function toFloat32(
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
  return Float32Array.from({ length: elementCount(shape) }, (_, i) => {
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

function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}

function isListOfSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value of the header for an error message, cut to a readable length. */
function describe(value: unknown): string {
  if (value === undefined) return '(missing)';
  if (isObject(value)) return 'an object';
  if (Array.isArray(value) && value.some((item) => typeof item === 'object'))
    return 'a list of lists or objects';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

function malformed(file: string, message: string, cause?: unknown): UserError {
  return new UserError(message, {
    place: { file },
    hint: 'The file is damaged or not a safetensors file.',
    cause,
  });
}
