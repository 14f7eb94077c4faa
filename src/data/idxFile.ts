import { readSync } from 'node:fs';
import { constants, gunzipSync, type ZlibOptions } from 'node:zlib';
import { messageOf, UserError } from '../config/userError';
import {
  broken,
  checkLength,
  describe,
  MAX_HEADER,
  parseHeader,
  totalBytes,
  type IdxHeader,
  type IdxType,
} from './idxHeader';
import { decodeValues } from './idxValues';
import { readWhole, statOf, withOpenFile } from './files';

/** An array as an IDX file holds it. Bytes stay bytes; every other type becomes float32. */
export interface IdxArray {
  readonly file: string;
  readonly type: IdxType;
  /** Sizes as declared; the first counts the samples. */
  readonly dimensions: readonly number[];
  /** The values of the first samples, as many as were asked for. */
  readonly values: Uint8Array | Float32Array;
}

/** Deflate cannot compress better than about 1 : 1032. */
const MAX_COMPRESSION = 1032;
const MAX_BYTES = 2 ** 31 - 1;

/**
 * Reads an IDX file (http://yann.lecun.com/exdb/mnist): two zero bytes, a type code, the number of dimensions,
 * a big-endian size each, the values. Nothing is allocated by what a header declares before the file is known
 * to hold as much.
 *
 * @param file plain or gzipped, whatever its name
 * @param limit how many samples are wanted; all by default
 */
export function readIdx(file: string, limit?: (count: number) => number): IdxArray {
  const { header, bytes } = isGzip(file) ? readGzipped(file, limit) : readPlain(file, limit);
  return { file, ...header, values: decodeValues(bytes, header, file) };
}

function isGzip(file: string): boolean {
  if (statOf(file).isDirectory()) throw broken(file, 'it is a folder; a file was expected');
  const magic = readPart(file, 0, 2);
  return magic[0] === 0x1f && magic[1] === 0x8b;
}

type Read = { readonly header: IdxHeader; readonly bytes: Uint8Array };

function readPlain(file: string, limit?: (count: number) => number): Read {
  const header = parseHeader(readPart(file, 0, MAX_HEADER), file);
  checkLength(header, statOf(file).size, file);
  return { header, bytes: readPart(file, header.start, wantedBytes(header, file, limit)) };
}

function readGzipped(file: string, limit?: (count: number) => number): Read {
  const packed = readWhole(file);
  const head = gunzip(packed.subarray(0, 4096), file, { finishFlush: constants.Z_SYNC_FLUSH });
  const header = parseHeader(head, file);
  const declared = header.start + totalBytes(header);
  if (declared > packed.length * MAX_COMPRESSION + MAX_HEADER) {
    throw broken(
      file,
      `its header declares ${describe(header)}, more than ${packed.length} compressed bytes can hold`,
    );
  }
  wantedBytes(header, file);
  // One byte more than declared is enough to notice that there is more; a gzip bomb ends here.
  const whole = gunzip(packed, file, { maxOutputLength: declared + 1 });
  checkLength(header, whole.length, file);
  const wanted = whole.subarray(header.start, header.start + wantedBytes(header, file, limit));
  return { header, bytes: new Uint8Array(wanted) };
}

function gunzip(packed: Buffer, file: string, options: ZlibOptions): Buffer {
  try {
    return gunzipSync(packed, options);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw broken(file, 'it unpacks to more than its header declares');
    if (code === 'Z_BUF_ERROR') throw broken(file, 'the gzip data is cut short');
    throw broken(file, `the gzip data is damaged (${messageOf(thrown)})`);
  }
}

function wantedBytes(header: IdxHeader, file: string, limit?: (count: number) => number): number {
  const count = header.dimensions[0]!;
  const wanted = (totalBytes(header) / count) * (limit?.(count) ?? count);
  if (wanted > MAX_BYTES) {
    throw new UserError(`${wanted} bytes are too many to hold in memory`, {
      place: { file },
      hint: 'Take fewer samples with "train" and "test"; a gzipped file must be unpacked for that.',
    });
  }
  return wanted;
}

/** Up to `length` bytes of a file, fewer at its end. */
function readPart(file: string, start: number, length: number): Uint8Array {
  return withOpenFile(file, (descriptor) => {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const count = readSync(descriptor, bytes, filled, length - filled, start + filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  });
}
