import { inflateSync } from 'node:zlib';
import { messageOf } from '../config/userError';
import { brokenImage, checkDeclaredSize } from './pixels';

export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** The chunks that decide about the pixels. Texts, colour profiles and animations are left out. */
const NEEDED = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);
/** Samples a pixel, by colour type. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const PALETTE = 3;
/** Adam7's passes: first column, first row, step across, step down. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
/** Some writers pack a few bytes more than the image needs. */
const SLACK = 65536;

/**
 * Checks what the decoding library does not: that the chunks lie within the file, that the size is sensible, and
 * that the packed data is whole and unpacks to what the header declares, no less and not much more.
 *
 * @returns the same PNG with the needed chunks only
 */
export function checkedPng(bytes: Buffer, file: string): Buffer {
  const chunks = chunksOf(bytes, file);
  const header = chunks[0];
  if (header?.type !== 'IHDR' || header.data.length !== 13) throw brokenImage(file, 'the PNG has no header');
  if (header.data[9] === PALETTE && !chunks.some(({ type }) => type === 'PLTE')) {
    throw brokenImage(file, 'the PNG has no palette, which its header says it uses');
  }
  checkPackedData(
    Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)),
    header.data,
    file,
  );
  const needed = chunks.filter(({ type }) => NEEDED.has(type));
  return Buffer.concat([PNG_SIGNATURE, ...needed.map(({ whole }) => whole)]);
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  /** With length, type and checksum. */
  readonly whole: Buffer;
}

function chunksOf(bytes: Buffer, file: string): Chunk[] {
  const chunks: Chunk[] = [];
  let offset = PNG_SIGNATURE.length;
  while (chunks.at(-1)?.type !== 'IEND') {
    const length = offset + 12 <= bytes.length ? bytes.readUInt32BE(offset) : Infinity;
    const end = offset + 12 + length;
    if (end > bytes.length)
      throw brokenImage(file, `the PNG is cut short: it ends after ${bytes.length} bytes`);
    const type = bytes.toString('latin1', offset + 4, offset + 8);
    chunks.push({ type, data: bytes.subarray(offset + 8, end - 4), whole: bytes.subarray(offset, end) });
    offset = end;
  }
  return chunks;
}

function checkPackedData(packed: Buffer, header: Buffer, file: string): void {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  checkDeclaredSize(width, height, file);
  const [depth, colourType, interlaced] = [header[8]!, header[9]!, header[12] !== 0];
  const bits = depth * (SAMPLES[colourType] ?? 0);
  if (interlaced && depth < 8) {
    throw brokenImage(
      file,
      `an interlaced PNG of ${depth} bits a sample; only 8 and 16 can be read interlaced`,
    );
  }
  const expected = interlaced
    ? ADAM7.reduce((sum, [x, y, across, down]) => {
        return sum + filteredBytes(Math.ceil((width - x) / across), Math.ceil((height - y) / down), bits);
      }, 0)
    : filteredBytes(width, height, bits);
  let found: number;
  try {
    found = inflateSync(packed, { maxOutputLength: expected + SLACK }).length;
  } catch (thrown) {
    const tooLong = thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_BUFFER_TOO_LARGE';
    const why = tooLong ? `more data than ${width} x ${height} pixels need` : messageOf(thrown);
    throw brokenImage(file, `the PNG's image data is damaged: ${why}`, thrown);
  }
  if (found < expected) {
    throw brokenImage(file, `the PNG's image data is cut short: ${found} bytes of ${expected}`);
  }
}

/** Bytes of filtered rows: each has a filter byte in front. */
function filteredBytes(width: number, height: number, bitsPerPixel: number): number {
  return width > 0 && height > 0 ? height * (1 + Math.ceil((width * bitsPerPixel) / 8)) : 0;
}
