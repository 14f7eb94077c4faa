import type { Block, Hdf5Bytes } from './bytes';

/** Deeper than the tree of any group or data set. */
const MOST_DEPTH = 16;
const NODE_LIMIT = 2 ** 20;
/** What a node has besides its records and children: its name, version, type and checksum. */
const NODE_OVERHEAD = 10;

/** What the nodes at a height need to be read: 0 is a leaf. */
interface Level {
  /** Bytes of the number of all records in and below a node of this height, where it is told. */
  readonly totalSize: number;
  readonly mostTotal: number;
}

interface Tree {
  readonly file: Hdf5Bytes;
  readonly type: number;
  /** For messages. */
  readonly what: string;
  readonly nodeSize: number;
  readonly recordSize: number;
  /** Bytes of the number of records in a child. */
  readonly countSize: number;
  readonly levels: readonly Level[];
}

/**
 * The records of a version 2 B-tree, in its order: HDF5 File Format Specification 3.0, III.A.2.
 *
 * @param type that the tree is expected to have, 5 for links by their names
 * @param what it is, for messages
 * @throws UserError where it is not there, or contains itself
 */
export async function* bTreeRecords(
  file: Hdf5Bytes,
  address: number,
  type: number,
  what: string,
): AsyncGenerator<Block> {
  const { offsetSize, lengthSize } = file;
  const header = await file.block(address, 16 + offsetSize + 2 + lengthSize);
  if (header.text(4) !== 'BTHD' || header.u8() !== 0 || header.u8() !== type) {
    throw file.wrong(`The ${what} is missing.`);
  }
  const nodeSize = header.u32();
  const recordSize = header.u16();
  const depth = header.u16();
  header.skip(2);
  const root = header.offset();
  const rootRecords = header.u16();
  const mostInLeaf = Math.floor((nodeSize - NODE_OVERHEAD) / recordSize);
  if (!(mostInLeaf >= 1) || nodeSize > NODE_LIMIT || depth > MOST_DEPTH) {
    throw file.wrong(`The ${what} has nodes of ${nodeSize} bytes and ${depth} levels.`);
  }
  if (rootRecords === 0) return;
  const countSize = bytesUpTo(mostInLeaf);
  const levels: Level[] = [{ totalSize: 0, mostTotal: mostInLeaf }];
  for (let height = 1; height <= depth; height++) {
    const below = levels[height - 1]!;
    const childSize = offsetSize + countSize + below.totalSize;
    const most = Math.floor((nodeSize - NODE_OVERHEAD - childSize) / (recordSize + childSize));
    const mostTotal = (most + 1) * below.mostTotal + most;
    levels.push({ totalSize: bytesUpTo(mostTotal), mostTotal });
  }
  const tree = { file, type, what, nodeSize, recordSize, countSize, levels };
  yield* recordsOf(tree, root, rootRecords, depth, new Set());
}

async function* recordsOf(
  tree: Tree,
  address: number,
  count: number,
  height: number,
  seen: Set<number>,
): AsyncGenerator<Block> {
  const { file, type, what, nodeSize, recordSize, countSize, levels } = tree;
  if (seen.has(address)) throw file.wrong(`The ${what} contains itself.`);
  seen.add(address);
  const node = await file.block(address, nodeSize);
  const name = height === 0 ? 'BTLF' : 'BTIN';
  if (node.text(4) !== name || node.u8() !== 0 || node.u8() !== type) {
    throw file.wrong(`A node of the ${what} is missing.`);
  }
  const records = Array.from({ length: count }, () => node.block(recordSize));
  if (height === 0) {
    yield* records;
    return;
  }
  for (let i = 0; i <= count; i++) {
    const child = node.offset();
    const childCount = node.uint(countSize);
    node.skip(levels[height - 1]!.totalSize);
    yield* recordsOf(tree, child, childCount, height - 1, seen);
    if (i < count) yield records[i]!;
  }
}

/** Bytes that hold numbers up to a limit. */
function bytesUpTo(limit: number): number {
  return Math.floor(Math.floor(Math.log2(Math.max(1, limit))) / 8) + 1;
}
