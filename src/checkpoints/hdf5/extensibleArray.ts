import type { ArrayHeader, ArrayPart } from './arrayPart';
import { arrayBlock, BLOCK_START, CHECKSUM, hasBit, pagedParts } from './arrayPart';
import type { Hdf5Bytes } from './bytes';

const FILTERED = 1;

/** The header of an array, as far as entries are found by it. Counts of entries. */
interface ExtensibleHeader extends ArrayHeader {
  /** In the index block itself. */
  readonly inIndexBlock: number;
  /** In the smallest data block. */
  readonly smallest: number;
  /** Super blocks whose data blocks the index block refers to itself. */
  readonly direct: number;
  /** Super blocks of the whole array. */
  readonly superBlocks: number;
  /** Bytes of an index. */
  readonly indexSize: number;
  readonly indexBlock: number;
}

/**
 * The array of the chunks of a data set with one axis that grows: HDF5 File Format Specification 3.0, appendix C. Its first
 * entries are in the index block, all others in data blocks. Those are grouped into super blocks, of which number i has
 * 2^floor(i/2) data blocks of 2^ceil(i/2) times the smallest; of the first ones only the data blocks are stored.
 *
 * @param limit indices from here on are not needed
 * @throws UserError where a part is missing or damaged
 */
export async function* extensibleArrayParts(
  file: Hdf5Bytes,
  address: number,
  limit: number,
): AsyncGenerator<ArrayPart> {
  const header = await readHeader(file, address);
  if (header.indexBlock < 0) return;
  const { entrySize, isFiltered, inIndexBlock, smallest, direct, superBlocks } = header;
  const { offsetSize } = file;
  const directBlocks = dataBlocksBefore(direct);
  const start = BLOCK_START + offsetSize;
  const size =
    start + inIndexBlock * entrySize + (directBlocks + Math.max(0, superBlocks - direct)) * offsetSize;
  const block = await arrayBlock(file, header.indexBlock, size, 'EAIB');
  block.skip(start - block.at);
  const entries = block.block(inIndexBlock * entrySize);
  yield { first: 0, count: Math.min(inIndexBlock, limit), entries, entrySize, isFiltered };
  for (let number = 0; number < superBlocks; number++) {
    const first = inIndexBlock + smallest * (2 ** number - 1);
    if (first >= limit) return;
    if (number >= direct) yield* superBlockParts(file, header, number, block.offset(), first, limit);
    else {
      const count = smallest * 2 ** Math.ceil(number / 2);
      for (let i = 0; i < 2 ** Math.floor(number / 2); i++) {
        const at = { address: block.offset(), first: first + i * count, count, limit };
        yield* dataBlockParts(file, header, { ...at, isWritten: undefined });
      }
    }
  }
}

async function* superBlockParts(
  file: Hdf5Bytes,
  header: ExtensibleHeader,
  number: number,
  address: number,
  first: number,
  limit: number,
): AsyncGenerator<ArrayPart> {
  if (address < 0) return;
  const blocks = 2 ** Math.floor(number / 2);
  const count = header.smallest * 2 ** Math.ceil(number / 2);
  const pages = count > header.pageCount ? count / header.pageCount : 0;
  const mapSize = blocks * Math.ceil(pages / 8);
  const start = BLOCK_START + file.offsetSize + header.indexSize;
  const block = await arrayBlock(file, address, start + mapSize + blocks * file.offsetSize, 'EASB');
  block.skip(start - block.at);
  const written = block.block(mapSize).bytes;
  for (let i = 0; i < blocks && first + i * count < limit; i++) {
    // The bits of all data blocks follow each other without gaps.
    const isWritten = pages > 0 ? (page: number) => hasBit(written, i * pages + page) : undefined;
    yield* dataBlockParts(file, header, {
      address: block.offset(),
      first: first + i * count,
      count,
      limit,
      isWritten,
    });
  }
}

async function* dataBlockParts(
  file: Hdf5Bytes,
  header: ExtensibleHeader,
  block: {
    readonly address: number;
    readonly first: number;
    readonly count: number;
    readonly limit: number;
    /** Of each page; undefined where the block is not divided. */
    readonly isWritten: ((page: number) => boolean) | undefined;
  },
): AsyncGenerator<ArrayPart> {
  const { address, first, count, limit, isWritten } = block;
  if (address < 0 || first >= limit) return;
  const { entrySize, isFiltered } = header;
  const start = BLOCK_START + file.offsetSize + header.indexSize;
  if (isWritten !== undefined) {
    await arrayBlock(file, address, start, 'EADB');
    yield* pagedParts(file, header, { address: address + start + CHECKSUM, first, count, limit, isWritten });
    return;
  }
  const entries = await arrayBlock(file, address, start + count * entrySize, 'EADB');
  entries.skip(start - entries.at);
  yield { first, count: Math.min(count, limit - first), entries, entrySize, isFiltered };
}

async function readHeader(file: Hdf5Bytes, address: number): Promise<ExtensibleHeader> {
  const { offsetSize, lengthSize } = file;
  const block = await arrayBlock(file, address, BLOCK_START + 6 + 6 * lengthSize + offsetSize, 'EAHD');
  const isFiltered = block.u8() === FILTERED;
  const [entrySize, indexBits, inIndexBlock] = [block.u8(), block.u8(), block.u8()];
  const [smallest, mostDirect, pageBits] = [block.u8(), block.u8(), block.u8()];
  // How much there is of everything.
  block.skip(6 * lengthSize);
  const isPlausible =
    isPowerOf2(smallest) &&
    isPowerOf2(mostDirect) &&
    indexBits <= 64 &&
    pageBits <= 32 &&
    2 ** indexBits >= smallest;
  if (!isPlausible) {
    throw file.wrong(
      `The array of chunks has ${indexBits} bits, blocks of ${smallest}, ${mostDirect} of them and pages of 2^${pageBits}.`,
    );
  }
  return {
    ...{ isFiltered, entrySize, inIndexBlock, smallest },
    pageCount: 2 ** pageBits,
    direct: 2 * Math.log2(mostDirect),
    superBlocks: 1 + indexBits - Math.log2(smallest),
    indexSize: Math.ceil(indexBits / 8),
    indexBlock: block.offset(),
  };
}

/** Data blocks of the super blocks before one of an even number. */
function dataBlocksBefore(superBlock: number): number {
  return 2 * (2 ** (superBlock / 2) - 1);
}

function isPowerOf2(value: number): boolean {
  return value > 0 && Number.isInteger(Math.log2(value));
}
