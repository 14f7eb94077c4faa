import { createInflateRaw } from 'node:zlib';
import type { UserError } from '../config/userError';
import { messageOf } from '../config/userError';
import { damaged } from './checkpoint';
import type { RangeReader } from './rangeReader';
import { sliceOf } from './rangeReader';

/**
 * Reads zip archives by ranges: the directory at the end, then single entries. Sizes are taken from the directory, must
 * not overlap, and limit what is inflated. PKWARE's APPNOTE 6.3.9, with the 64-bit extension that PyTorch writes.
 */
export interface ZipEntry {
  /** As written; it is a name only, never a path in the file system. */
  readonly name: string;
  readonly isStored: boolean;
  readonly compressedSize: number;
  readonly size: number;
  /** Of the bytes as they are in the archive. */
  readonly headerOffset: number;
}

export interface ZipArchive {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** The bytes of an entry that is stored without compression. */
  stored(entry: ZipEntry): Promise<{ readonly reader: RangeReader; readonly offset: number }>;
  /** The first bytes of an entry, `length` of them or all. @throws UserError where they are not what the directory says */
  read(entry: ZipEntry, length?: number, signal?: AbortSignal): Promise<Uint8Array>;
}

const END = 0x06054b50;
const END64_LOCATOR = 0x07064b50;
const END64 = 0x06064b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const DIRECTORY_LIMIT = 2 ** 26;
const PIECE = 2 ** 18;
/** Deflate cannot do better than 1032 to 1; what claims more is no deflated data. */
const MOST_RATIO = 1040;

export function isZip(start: Uint8Array): boolean {
  return start[0] === 0x50 && start[1] === 0x4b && (start[2] === 3 || start[2] === 5);
}

/** @throws UserError where the archive is damaged */
export async function openZip(reader: RangeReader): Promise<ZipArchive> {
  const wrong = (message: string, cause?: unknown) => damaged(reader.file, 'a zip archive', message, cause);
  const { offset, size, count } = await findDirectory(reader, wrong);
  if (size > DIRECTORY_LIMIT)
    throw wrong(`Its directory has ${size} bytes, at most ${DIRECTORY_LIMIT} are read.`);
  if (offset + size > reader.size) throw wrong('Its directory is not within the file.');
  const entries = parseDirectory(await reader.read(offset, size), count, wrong);
  rejectOverlaps([...entries.values()], offset, wrong);

  const dataOf = async (entry: ZipEntry): Promise<RangeReader> => {
    const start = await dataStart(reader, entry, wrong);
    if (start + entry.compressedSize > reader.size) throw wrong(`${entry.name} is not within the file.`);
    return sliceOf(reader, start, entry.compressedSize);
  };
  return {
    entries,
    async stored(entry) {
      if (!entry.isStored) throw wrong(`${entry.name} is compressed.`);
      return { reader, offset: await dataStart(reader, entry, wrong) };
    },
    async read(entry, length = entry.size, signal) {
      const data = await dataOf(entry);
      if (entry.isStored) return data.read(0, Math.min(length, entry.size));
      return inflate(data, entry, Math.min(length, entry.size), wrong, signal);
    },
  };
}

type Wrong = (message: string, cause?: unknown) => UserError;

async function findDirectory(
  reader: RangeReader,
  wrong: Wrong,
): Promise<{ readonly offset: number; readonly size: number; readonly count: number }> {
  const length = Math.min(reader.size, 22 + 0xffff);
  const start = reader.size - length;
  const tail = await reader.read(start, length);
  const view = viewOf(tail);
  let at = length - 22;
  while (at >= 0 && view.getUint32(at, true) !== END) at--;
  if (at < 0) throw wrong('It has no directory at its end.');
  const found = {
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
  };
  const locator = at - 20;
  if (locator < 0 || view.getUint32(locator, true) !== END64_LOCATOR) return found;
  const end64 = wide(view, locator + 8, wrong);
  if (end64 + 56 > reader.size) throw wrong('Its directory is not within the file.');
  const record = viewOf(await reader.read(end64, 56));
  if (record.getUint32(0, true) !== END64) throw wrong('Its 64-bit directory is missing.');
  return {
    count: wide(record, 32, wrong),
    size: wide(record, 40, wrong),
    offset: wide(record, 48, wrong),
  };
}

function parseDirectory(bytes: Uint8Array, count: number, wrong: Wrong): Map<string, ZipEntry> {
  const view = viewOf(bytes);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== DIRECTORY_ENTRY) {
      throw wrong(`Its directory ends after ${i} of ${count} entries.`);
    }
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > bytes.length) throw wrong('Its directory is cut off.');
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const sizes = sizesOf(view, at, at + 46 + nameLength, extraLength, wrong);
    if (flags & 1) throw wrong(`${name} is encrypted.`);
    if (method !== 0 && method !== 8)
      throw wrong(`${name} is compressed by method ${method}, expected deflate.`);
    if (method === 0 && sizes.size !== sizes.compressedSize) throw wrong(`${name} has two different sizes.`);
    if (sizes.size > sizes.compressedSize * MOST_RATIO + 64) {
      throw wrong(
        `${name} is said to grow from ${sizes.compressedSize} to ${sizes.size} bytes, which deflate cannot do.`,
      );
    }
    if (entries.has(name)) throw wrong(`It has two entries named ${JSON.stringify(name)}.`);
    if (!name.endsWith('/')) entries.set(name, { name, isStored: method === 0, ...sizes });
    at = next;
  }
  return entries;
}

/** Sizes that do not fit into 32 bits are in the extra field. */
function sizesOf(view: DataView, at: number, extra: number, extraLength: number, wrong: Wrong) {
  let size = view.getUint32(at + 24, true);
  let compressedSize = view.getUint32(at + 20, true);
  let headerOffset = view.getUint32(at + 42, true);
  for (let field = extra; field + 4 <= extra + extraLength;) {
    const id = view.getUint16(field, true);
    const end = field + 4 + view.getUint16(field + 2, true);
    if (end > extra + extraLength) break;
    if (id === 1) {
      let value = field + 4;
      const next = () => {
        if (value + 8 > end) throw wrong('A 64-bit size is cut off.');
        value += 8;
        return wide(view, value - 8, wrong);
      };
      if (size === 0xffffffff) size = next();
      if (compressedSize === 0xffffffff) compressedSize = next();
      if (headerOffset === 0xffffffff) headerOffset = next();
    }
    field = end;
  }
  return { size, compressedSize, headerOffset };
}

/** Entries that share bytes are how a small archive pretends to be a large one. */
function rejectOverlaps(entries: readonly ZipEntry[], directory: number, wrong: Wrong): void {
  const sorted = [...entries].sort((a, b) => a.headerOffset - b.headerOffset);
  sorted.forEach((entry, index) => {
    const end = sorted[index + 1]?.headerOffset ?? directory;
    if (entry.headerOffset + 30 + entry.compressedSize > end) {
      throw wrong(`${entry.name} overlaps what follows it.`);
    }
  });
}

async function dataStart(reader: RangeReader, entry: ZipEntry, wrong: Wrong): Promise<number> {
  const header = viewOf(await reader.read(entry.headerOffset, 30));
  if (header.getUint32(0, true) !== LOCAL_ENTRY)
    throw wrong(`${entry.name} is not where the directory says.`);
  return entry.headerOffset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
}

/** The first `length` bytes of what deflate makes of the data. */
async function inflate(
  data: RangeReader,
  { name, size }: ZipEntry,
  length: number,
  wrong: Wrong,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const result = new Uint8Array(length);
  const inflater = createInflateRaw({ chunkSize: PIECE });
  let done = 0;
  const feed = async () => {
    for (let at = 0; at < data.size && !inflater.destroyed; at += PIECE) {
      signal?.throwIfAborted();
      const piece = await data.read(at, Math.min(PIECE, data.size - at));
      if (!inflater.write(piece)) await drained(inflater);
    }
    if (!inflater.destroyed) inflater.end();
  };
  const fed = feed().catch((error: unknown) => {
    inflater.destroy(error instanceof Error ? error : new Error(messageOf(error)));
  });
  try {
    for await (const chunk of inflater as AsyncIterable<Uint8Array>) {
      const wanted = chunk.subarray(0, length - done);
      result.set(wanted, done);
      done += wanted.length;
      if (chunk.length > wanted.length && length === size) {
        throw wrong(`${name} has more than the ${size} bytes that the directory says.`);
      }
      if (done === length && length < size) break;
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Error && 'code' in error) {
      throw wrong(`${name} cannot be inflated: ${error.message}.`, error);
    }
    throw error;
  } finally {
    inflater.destroy();
    await fed;
  }
  if (done < length) throw wrong(`${name} has ${done} bytes, the directory says ${size}.`);
  return result;
}

/** Until a stream takes more, or does not any more. */
function drained(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['drain', 'close', 'error']) stream.once(event, () => resolve());
  });
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function wide(view: DataView, at: number, wrong: Wrong): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw wrong(`It gives a size of ${value} bytes.`);
  return Number(value);
}
