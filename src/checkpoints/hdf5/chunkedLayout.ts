import { isShape } from '../checkpoint';
import type { Block, Hdf5Bytes } from './bytes';
import { isKnownFilter } from './chunkFilters';

/** What says where the chunks of a data set are, and where it lies. */
export interface ChunkIndex {
  readonly kind: 'tree' | 'single' | 'implicit' | 'fixed array' | 'extensible array' | 'tree 2';
  /** Of the index, or of the chunks themselves where there is none; -1 where nothing was written. */
  readonly address: number;
  /** Of a single chunk that went through filters: its bytes, and the filters that were left out, a bit each. */
  readonly filtered?: { readonly size: number; readonly skipped: number };
}

/** A data set in chunks. Lengths along each axis, in values. */
export interface ChunkedLayout {
  readonly kind: 'chunked';
  readonly index: ChunkIndex;
  readonly chunk: readonly number[];
  /** The most that the data set may have, -1 for any number. */
  readonly maxShape: readonly number[];
  /** By number, in the order in which chunks went through them. */
  readonly filters: readonly number[];
  /** Whether chunks that reach beyond the data set went through none. */
  readonly hasBareEdges: boolean;
}

/** A chunk that was written. */
export interface Chunk {
  readonly address: number;
  readonly size: number;
  /** Filters that it did not go through, a bit each. */
  readonly skipped: number;
  /** Of its first value, along each axis. */
  readonly start: readonly number[];
}

/** Flags of version 4. */
const BARE_EDGES = 1;
const SINGLE_FILTERED = 2;

/** Numbers of the kinds of indexes, each with the bytes that its description has before its address. */
const INDEXES: Readonly<Record<number, { readonly kind: ChunkIndex['kind']; readonly description: number }>> =
  {
    1: { kind: 'single', description: 0 },
    2: { kind: 'implicit', description: 0 },
    3: { kind: 'fixed array', description: 1 },
    4: { kind: 'extensible array', description: 5 },
    5: { kind: 'tree 2', description: 6 },
  };

/**
 * The rest of a message that says how chunks are stored: HDF5 File Format Specification 3.0, IV.A.2.i. Version 5, of HDF5
 * 2.0, is version 4 with longer numbers in the index.
 *
 * @returns why the chunks cannot be read, where that is so
 * @throws UserError where it contradicts itself
 */
export function readChunkedLayout(
  file: Hdf5Bytes,
  content: Block,
  version: number,
  maxShape: readonly number[],
  filters: readonly number[],
): ChunkedLayout | string {
  const unknown = filters.find((filter) => !isKnownFilter(filter));
  if (unknown !== undefined) return `it is compressed by the filter ${unknown}, which Racecar does not read`;
  const flags = version === 3 ? 0 : content.u8();
  const dimensions = content.u8();
  const rank = maxShape.length;
  if (dimensions !== rank + 1)
    throw file.wrong(`A data set of ${rank} axes has chunks of ${dimensions - 1}.`);
  const tree = version === 3 ? content.offset() : undefined;
  const lengthSize = version === 3 ? 4 : content.u8();
  const chunk = maxShape.map(() => content.uint(lengthSize));
  if (!isShape(chunk) || chunk.includes(0))
    throw file.wrong(`A data set has chunks of [${chunk.join(', ')}].`);
  const layout = { kind: 'chunked', chunk, maxShape, filters } as const;
  if (tree !== undefined) return { ...layout, index: { kind: 'tree', address: tree }, hasBareEdges: false };
  // The bytes of a value.
  content.skip(lengthSize);
  const number = content.u8();
  const found = Object.hasOwn(INDEXES, number) ? INDEXES[number] : undefined;
  if (found === undefined) return `its chunks are indexed in a way (${number}) that Racecar does not read`;
  if (!isShape(maxShape.map((length, axis) => Math.ceil(Math.max(1, length) / chunk[axis]!))))
    return `it may have more chunks than can be numbered: [${maxShape.join(', ')}] in [${chunk.join(', ')}]`;
  const filtered =
    found.kind === 'single' && flags & SINGLE_FILTERED
      ? { size: content.length(), skipped: content.u32() }
      : undefined;
  content.skip(found.description);
  const index = {
    kind: found.kind,
    address: content.offset(),
    ...(filtered === undefined ? {} : { filtered }),
  };
  return { ...layout, index, hasBareEdges: (flags & BARE_EDGES) !== 0 };
}
