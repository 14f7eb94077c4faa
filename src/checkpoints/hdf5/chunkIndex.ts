import type { ArrayPart } from './arrayPart';
import type { Block, Hdf5Bytes } from './bytes';
import { bTreeRecords } from './bTree2';
import type { Chunk, ChunkedLayout } from './chunkedLayout';
import type { ChunkGrid } from './chunkGrid';
import { chunkGrid, isWithin } from './chunkGrid';
import { chunksInTree } from './chunkTree';
import { extensibleArrayParts } from './extensibleArray';
import { fixedArrayParts } from './fixedArray';

/** Numbers of the kinds of version 2 B-trees that hold chunks. */
const BARE_CHUNKS = 10;
const FILTERED_CHUNKS = 11;

/**
 * The chunks of a data set that were written, as far as they lie in it: HDF5 File Format Specification 3.0, appendix C.
 *
 * @param bytes of a chunk that went through no filter
 * @throws UserError where the index is damaged
 */
export async function* chunksOf(
  file: Hdf5Bytes,
  layout: ChunkedLayout,
  shape: readonly number[],
  bytes: number,
): AsyncGenerator<Chunk> {
  if (layout.index.address < 0) return;
  for await (const chunk of allChunks(file, layout, shape, bytes)) {
    if (chunk.address >= 0 && isWithin(chunk.start, shape)) yield chunk;
  }
}

function allChunks(
  file: Hdf5Bytes,
  layout: ChunkedLayout,
  shape: readonly number[],
  bytes: number,
): Iterable<Chunk> | AsyncIterable<Chunk> {
  const { address, kind, filtered } = layout.index;
  const grid = chunkGrid(layout, shape);
  switch (kind) {
    case 'tree':
      return chunksInTree(file, address, shape.length);
    case 'tree 2':
      return chunksInTree2(file, layout, bytes);
    case 'single':
      return [{ address, size: bytes, skipped: 0, ...filtered, start: shape.map(() => 0) }];
    case 'implicit':
      return chunksInLine(address, grid, bytes);
    case 'fixed array':
      return chunksInParts(file, fixedArrayParts(file, address, grid.limit), grid, bytes);
    case 'extensible array':
      return chunksInParts(file, extensibleArrayParts(file, address, grid.limit), grid, bytes);
  }
}

/** All chunks that there may be lie one after the other, as they are. */
function* chunksInLine(address: number, grid: ChunkGrid, bytes: number): Generator<Chunk> {
  for (const { index, start } of grid.chunks()) {
    yield { address: address + index * bytes, size: bytes, skipped: 0, start };
  }
}

async function* chunksInParts(
  file: Hdf5Bytes,
  parts: AsyncIterable<ArrayPart>,
  grid: ChunkGrid,
  bytes: number,
): AsyncGenerator<Chunk> {
  for await (const { first, count, entries, entrySize, isFiltered } of parts) {
    for (let i = 0; i < count; i++) {
      const place = placeOf(file, entries.block(entrySize), isFiltered ? undefined : bytes, 0);
      if (place.address >= 0) yield { ...place, start: grid.startOf(first + i) };
    }
  }
}

async function* chunksInTree2(
  file: Hdf5Bytes,
  { index, chunk, filters }: ChunkedLayout,
  bytes: number,
): AsyncGenerator<Chunk> {
  const isFiltered = filters.length > 0;
  const type = isFiltered ? FILTERED_CHUNKS : BARE_CHUNKS;
  for await (const record of bTreeRecords(file, index.address, type, 'tree of chunks')) {
    const place = placeOf(file, record, isFiltered ? undefined : bytes, 8 * chunk.length);
    yield { ...place, start: chunk.map((length) => record.number(8) * length) };
  }
}

/**
 * Where a chunk is, of an entry of an index.
 *
 * @param size   of the chunk; where it went through filters the entry tells it, in what it has beside its other parts
 * @param after  bytes of the entry that follow
 */
function placeOf(
  file: Hdf5Bytes,
  entry: Block,
  size: number | undefined,
  after: number,
): Omit<Chunk, 'start'> {
  if (size !== undefined) return { address: entry.offset(), size, skipped: 0 };
  const sizeBytes = entry.left - file.offsetSize - 4 - after;
  if (sizeBytes < 1 || sizeBytes > 8)
    throw file.wrong(`The sizes of chunks are said to have ${sizeBytes} bytes.`);
  return { address: entry.offset(), size: entry.uint(sizeBytes), skipped: entry.u32() };
}
