import type { ArrayPart } from './arrayPart';
import { arrayBlock, BLOCK_START, CHECKSUM, hasBit, pagedParts } from './arrayPart';
import type { Hdf5Bytes } from './bytes';

const FILTERED = 1;

/**
 * The array of the chunks of a data set whose lengths have limits: HDF5 File Format Specification 3.0, appendix C.
 *
 * @param limit indices from here on are not needed
 * @throws UserError where a part is missing or damaged
 */
export async function* fixedArrayParts(
  file: Hdf5Bytes,
  address: number,
  limit: number,
): AsyncGenerator<ArrayPart> {
  const { offsetSize, lengthSize } = file;
  const header = await arrayBlock(file, address, BLOCK_START + 2 + lengthSize + offsetSize, 'FAHD');
  const isFiltered = header.u8() === FILTERED;
  const entrySize = header.u8();
  const pageBits = header.u8();
  const count = header.length();
  const block = header.offset();
  if (block < 0) return;
  if (count < 0 || pageBits > 32)
    throw file.wrong(`The array of chunks has ${count} entries in pages of 2^${pageBits}.`);
  const pageCount = 2 ** pageBits;
  const start = BLOCK_START + offsetSize;
  if (count <= pageCount) {
    const entries = await arrayBlock(file, block, start + count * entrySize, 'FADB');
    entries.skip(start - entries.at);
    yield { first: 0, count: Math.min(count, limit), entries, entrySize, isFiltered };
    return;
  }
  const mapSize = Math.ceil(Math.ceil(count / pageCount) / 8);
  const map = await arrayBlock(file, block, start + mapSize, 'FADB');
  const written = map.bytes.subarray(start);
  yield* pagedParts(
    file,
    { isFiltered, entrySize, pageCount },
    {
      address: block + start + mapSize + CHECKSUM,
      first: 0,
      count,
      limit,
      isWritten: (page) => hasBit(written, page),
    },
  );
}
