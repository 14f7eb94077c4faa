import { sizeOf } from '../config/networkPlan';
import { messageOf, UserError } from '../config/userError';
import { DTYPES } from './safetensorsTypes';

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
export const METADATA = '__metadata__';

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
  const size = sizeOf(shape) * type.size;
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

export function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

export function malformed(file: string, message: string, cause?: unknown): UserError {
  return new UserError(message, {
    place: { file },
    hint: 'The file is damaged or not a safetensors file.',
    cause,
  });
}
