import { promisify } from 'node:util';
import { inflate as inflateCallback, inflateSync } from 'node:zlib';
import { messageOf } from '../../config/userError';
import type { Hdf5Bytes } from './bytes';

const inflateElsewhere = promisify(inflateCallback);
/** Bytes that are inflated sooner than another thread would begin to. */
const SMALL = 2 ** 15;

/** Numbers of the filters that are read. */
const DEFLATE = 1;
const SHUFFLE = 2;
const FLETCHER32 = 3;

/** Of Fletcher's sums. */
const CHECKSUM = 4;

export function isKnownFilter(filter: number): boolean {
  return filter === DEFLATE || filter === SHUFFLE || filter === FLETCHER32;
}

/**
 * What a chunk was before it went through filters.
 *
 * @param filters    in the order in which it went through them
 * @param skipped    those that it did not go through, a bit each
 * @param valueSize  bytes of a value
 * @param expected   bytes of the chunk
 * @throws UserError where it cannot be restored
 */
export async function unfiltered(
  file: Hdf5Bytes,
  stored: Uint8Array,
  filters: readonly number[],
  skipped: number,
  valueSize: number,
  expected: number,
): Promise<Uint8Array> {
  let bytes = stored;
  for (let i = filters.length - 1; i >= 0; i--) {
    if (skipped & (1 << i)) continue;
    if (filters[i] === FLETCHER32) bytes = checked(file, bytes);
    else if (filters[i] === SHUFFLE) bytes = unshuffled(bytes, valueSize);
    else {
      try {
        bytes = await inflate(bytes, expected + CHECKSUM);
      } catch (error) {
        throw file.wrong(`A chunk cannot be inflated: ${messageOf(error)}.`, error);
      }
    }
  }
  if (bytes.length !== expected) throw file.wrong(`A chunk has ${bytes.length} bytes, expected ${expected}.`);
  return bytes;
}

/** @param most bytes that may come of them */
async function inflate(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  const options = { maxOutputLength: most };
  return most <= SMALL ? inflateSync(bytes, options) : inflateElsewhere(bytes, options);
}

/** All first bytes, all second bytes … back to value by value. */
function unshuffled(bytes: Uint8Array, valueSize: number): Uint8Array {
  const count = Math.floor(bytes.length / valueSize);
  const result = Uint8Array.from(bytes);
  for (let part = 0; part < valueSize; part++) {
    for (let i = 0; i < count; i++) result[i * valueSize + part] = bytes[part * count + i]!;
  }
  return result;
}

/** Bytes without the checksum that follows them. @throws UserError where that is another one */
function checked(file: Hdf5Bytes, bytes: Uint8Array): Uint8Array {
  if (bytes.length < CHECKSUM) throw file.wrong('A chunk is shorter than its checksum.');
  const content = bytes.subarray(0, -CHECKSUM);
  const stored = new DataView(bytes.buffer, bytes.byteOffset + content.length, CHECKSUM);
  const sums = fletcher32(content);
  // HDF5 writes what is 0 modulo 65535 as 65535, but for a chunk of zeros.
  const fits = sums.every((sum, i) => stored.getUint16(2 * i, true) % 65535 === sum);
  if (!fits) throw file.wrong('A chunk does not have the checksum that is stored with it.');
  return content;
}

/** Fletcher's two sums of numbers of two bytes, the higher one first, modulo 2^16 - 1: J. G. Fletcher 1982. */
function fletcher32(bytes: Uint8Array): readonly [number, number] {
  let [sum, sumOfSums] = [0, 0];
  for (let i = 0; i < bytes.length; i += 2) {
    sum = (sum + bytes[i]! * 256 + (bytes[i + 1] ?? 0)) % 65535;
    sumOfSums = (sumOfSums + sum) % 65535;
  }
  return [sum, sumOfSums];
}
