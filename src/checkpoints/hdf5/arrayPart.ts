import type { Block, Hdf5Bytes } from './bytes';

/** Entries of an array of chunks that lie one after the other. */
export interface ArrayPart {
  /** Index of the first entry. */
  readonly first: number;
  readonly count: number;
  readonly entries: Block;
  /** Bytes of an entry. */
  readonly entrySize: number;
  /** Whether entries tell the sizes of their chunks, which went through filters. */
  readonly isFiltered: boolean;
}

/** What the blocks of an array have in common. */
export interface ArrayHeader {
  readonly isFiltered: boolean;
  readonly entrySize: number;
  /** Entries of a page: a block with more of them is divided into pages. */
  readonly pageCount: number;
}

/** Of a block of structure: its signature, its version and what kind of entries it has. */
export const BLOCK_START = 4 + 1 + 1;
/** At the end of every block and page. */
export const CHECKSUM = 4;

/** A block of an array that begins with a signature. @throws UserError where it is another one */
export async function arrayBlock(
  file: Hdf5Bytes,
  address: number,
  length: number,
  signature: string,
): Promise<Block> {
  const block = await file.block(address, length);
  if (block.text(4) !== signature || block.u8() !== 0)
    throw file.wrong('A block of the array of chunks is missing.');
  return block;
}

/** Whether a bit of a map is set, the highest bit of a byte first. */
export function hasBit(map: Uint8Array, index: number): boolean {
  return ((map[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0;
}

/** The entries of a block that is divided into pages, without the pages that were never written. */
export async function* pagedParts(
  file: Hdf5Bytes,
  { entrySize, isFiltered, pageCount }: ArrayHeader,
  pages: {
    /** Where the pages begin. */
    readonly address: number;
    /** Index of the first entry. */
    readonly first: number;
    /** Entries of all pages; the last page may have fewer. */
    readonly count: number;
    /** Indices from here on are not needed. */
    readonly limit: number;
    readonly isWritten: (page: number) => boolean;
  },
): AsyncGenerator<ArrayPart> {
  const { address, first, limit, isWritten } = pages;
  const end = Math.min(pages.count, limit - first);
  for (let page = 0; page * pageCount < end; page++) {
    if (!isWritten(page)) continue;
    const start = page * pageCount;
    const count = Math.min(pageCount, pages.count - start);
    const entries = await file.block(address + page * (pageCount * entrySize + CHECKSUM), count * entrySize);
    yield { first: first + start, count, entries, entrySize, isFiltered };
  }
}
