import type { Hdf5Bytes } from './bytes';
import type { Chunk } from './chunkedLayout';

/**
 * The chunks of a data set in a version 1 B-tree: HDF5 File Format Specification 3.0, III.A.1.
 *
 * @throws UserError where a part is missing, or the tree contains itself
 */
export async function* chunksInTree(file: Hdf5Bytes, address: number, rank: number): AsyncGenerator<Chunk> {
  yield* chunksBelow(file, address, rank, new Set());
}

async function* chunksBelow(
  file: Hdf5Bytes,
  address: number,
  rank: number,
  seen: Set<number>,
  expectedLevel?: number,
): AsyncGenerator<Chunk> {
  if (seen.has(address)) throw file.wrong('The tree of chunks contains itself.');
  seen.add(address);
  const start = await file.block(address, 8);
  if (start.text(4) !== 'TREE' || start.u8() !== 1) throw file.wrong('The tree of chunks is missing.');
  const level = start.u8();
  if (expectedLevel !== undefined && level !== expectedLevel) {
    throw file.wrong(`The tree of chunks has a node of level ${level}, expected ${expectedLevel}.`);
  }
  const count = start.u16();
  const keySize = 8 + 8 * (rank + 1);
  const children = await file.block(address + 8 + 2 * file.offsetSize, count * (keySize + file.offsetSize));
  for (let i = 0; i < count; i++) {
    const size = children.u32();
    const skipped = children.u32();
    const position = Array.from({ length: rank }, () => children.number(8));
    children.skip(8);
    const child = children.offset();
    if (level > 0) yield* chunksBelow(file, child, rank, seen, level - 1);
    else yield { address: child, size, skipped, start: position };
  }
}
