import { sizeOf } from '../config/networkPlan';
import { UserError } from '../config/userError';
import type { CheckpointParts, StoredTensor, TensorInfo } from './checkpoint';
import { damaged, isShape } from './checkpoint';
import type { Dtype } from './dtypes';
import { bytesOf } from './dtypes';
import type { RangeReader } from './rangeReader';
import { readerOf } from './rangeReader';
import { gather, readValues } from './storedValues';
import type { ZipArchive, ZipEntry } from './zip';

/** NumPy's names of types, without the byte order. */
const TYPES: Readonly<Record<string, Dtype>> = {
  f8: 'f64',
  f4: 'f32',
  f2: 'f16',
  i8: 'i64',
  i4: 'i32',
  i2: 'i16',
  i1: 'i8',
  u8: 'u64',
  u4: 'u32',
  u2: 'u16',
  u1: 'u8',
  b1: 'bool',
};

/** Bytes before the header's text, at most. */
const PREAMBLE = 12;
const HEADER_LIMIT = 2 ** 20;
/** Of an archive's entry at first: far more than a header has. */
const ENTRY_START = 2 ** 16;

/** What the header of an array says: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
interface NpyHeader {
  readonly descr: string;
  readonly shape: readonly number[];
  readonly columnMajor: boolean;
  /** Where the values begin, in bytes. */
  readonly dataStart: number;
}

export function isNpy(start: Uint8Array): boolean {
  return start[0] === 0x93 && new TextDecoder().decode(start.subarray(1, 6)) === 'NUMPY';
}

/** A file of one array. */
export async function readNpy(reader: RangeReader, fileName: string): Promise<CheckpointParts> {
  const header = await readHeader(reader);
  const name = fileName.replace(/\.npy$/i, '');
  const tensor = arrayOf(name, header, fileName, reader.size, () => Promise.resolve(reader));
  return { format: 'npy', description: 'NumPy array', tensors: [tensor] };
}

/** An archive of arrays. */
export async function readNpz(
  archive: ZipArchive,
  reader: RangeReader,
  fileName: string,
): Promise<CheckpointParts> {
  const tensors: StoredTensor[] = [];
  const notes: string[] = [];
  for (const entry of archive.entries.values()) {
    if (!entry.name.endsWith('.npy')) notes.push(`${entry.name} is not an array`);
    else tensors.push(await archivedArray(archive, entry, reader.file, fileName, notes));
  }
  return { format: 'npz', description: 'NumPy archive', tensors, notes };
}

async function archivedArray(
  archive: ZipArchive,
  entry: ZipEntry,
  file: string,
  fileName: string,
  notes: string[],
): Promise<StoredTensor> {
  const name = entry.name.replace(/\.npy$/, '');
  try {
    const place = `${file}, ${entry.name}`;
    const short = await archive.read(entry, Math.min(entry.size, ENTRY_START));
    const { dataStart } = preambleOf(short, place);
    const start =
      dataStart > short.length ? await archive.read(entry, Math.min(entry.size, dataStart)) : short;
    const header = await readHeader(readerOf(start, place));
    const shownOffset = entry.isStored ? (await archive.stored(entry)).offset : undefined;
    // An entry may inflate to far more than its array needs; that is left where it is.
    const open = async (signal?: AbortSignal) =>
      readerOf(await archive.read(entry, dataStart + array.info.byteLength, signal), place);
    const array = arrayOf(name, header, fileName, entry.size, open, shownOffset, entry.isStored);
    const rest = entry.size - dataStart - array.info.byteLength;
    if (rest > 0 && array.read !== undefined) notes.push(`${entry.name} has ${rest} bytes after its array`);
    return array;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      info: {
        name,
        dtype: 'unknown',
        shape: [],
        byteLength: entry.size,
        file: fileName,
        unreadable: error.message,
      },
    };
  }
}

function arrayOf(
  name: string,
  header: NpyHeader,
  fileName: string,
  size: number,
  open: (signal?: AbortSignal) => Promise<RangeReader>,
  base: number | undefined = 0,
  isStored = true,
): StoredTensor {
  const { descr, shape, columnMajor, dataStart } = header;
  const [, order, code] = /^([<>|=])(\w+)$/.exec(descr) ?? [];
  const dtype = code !== undefined && Object.hasOwn(TYPES, code) ? TYPES[code] : undefined;
  const count = sizeOf(shape);
  const strides = columnMajor ? columnMajorStrides(shape) : undefined;
  const info: Omit<TensorInfo, 'unreadable'> = {
    name,
    dtype: dtype ?? descr,
    shape,
    byteLength: dtype === undefined ? Math.max(0, size - dataStart) : count * bytesOf(dtype),
    file: fileName,
    ...(isStored ? { byteOffset: base + dataStart } : {}),
    ...(strides === undefined || shape.length < 2 ? {} : { strides }),
  };
  if (dtype === undefined) {
    const unreadable = descr.includes('O')
      ? 'it holds Python objects, which would have to be executed'
      : `Racecar does not read numbers of the type ${descr}`;
    return { info: { ...info, unreadable } };
  }
  if (dataStart + info.byteLength > size) {
    const unreadable = `it needs ${info.byteLength} bytes and has ${Math.max(0, size - dataStart)}`;
    return { info: { ...info, unreadable } };
  }
  return {
    info,
    async read(signal) {
      const reader = await open(signal);
      const range = { reader, offset: dataStart, dtype, count, littleEndian: order !== '>' };
      const values = await readValues(range, signal);
      return strides === undefined ? values : gather(values, shape, strides);
    },
  };
}

async function readHeader(reader: RangeReader): Promise<NpyHeader> {
  const { file } = reader;
  const { textStart, dataStart } = preambleOf(await reader.read(0, Math.min(PREAMBLE, reader.size)), file);
  if (dataStart > reader.size) throw wrongArray(file, 'The header is cut off.');
  const text = new TextDecoder().decode(await reader.read(textStart, dataStart - textStart));
  return { ...parseHeader(text, (message) => wrongArray(file, message)), dataStart };
}

/** Where the header's text and the values begin. */
function preambleOf(
  start: Uint8Array,
  file: string,
): { readonly textStart: number; readonly dataStart: number } {
  if (start.length < 10 || !isNpy(start)) throw wrongArray(file, 'It does not begin as a NumPy array does.');
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const isFirst = start[6] === 1;
  const textStart = isFirst ? 10 : 12;
  if (start.length < textStart) throw wrongArray(file, 'The header is cut off.');
  const length = isFirst ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > HEADER_LIMIT) throw wrongArray(file, `The header is said to have ${length} bytes.`);
  return { textStart, dataStart: textStart + length };
}

function wrongArray(file: string, message: string): UserError {
  return damaged(file, 'a NumPy array', message);
}

/** The header is a Python dictionary; only the three keys that the format has are looked for. */
function parseHeader(
  text: string,
  wrong: (message: string) => UserError,
): Pick<NpyHeader, 'descr' | 'shape' | 'columnMajor'> {
  const descr = /'descr'\s*:\s*(?:'([^']*)'|(\[))/.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  const sizes = /'shape'\s*:\s*\(([\d\sL,]*)\)/.exec(text);
  if (descr === null || order === null || sizes === null) {
    throw wrong('The header does not say the type, order and shape.');
  }
  const shape = sizes[1]!
    .split(',')
    .map((size) => size.trim().replace(/L$/, ''))
    .filter((size) => size !== '')
    .map(Number);
  if (!isShape(shape)) throw wrong(`The header gives the shape (${sizes[1]!.slice(0, 80)}).`);
  return { descr: descr[1] ?? 'a record', shape, columnMajor: order[1] === 'True' };
}

function columnMajorStrides(shape: readonly number[]): number[] {
  let stride = 1;
  return shape.map((size) => {
    const here = stride;
    stride *= size;
    return here;
  });
}
