import { bTreeRecords } from './bTree2';
import type { Hdf5Bytes } from './bytes';
import { Block } from './bytes';

/** The largest direct block that is read; HDF5 makes them of 64 kB for links. */
const BLOCK_LIMIT = 2 ** 24;
const MOST_WIDTH = 2 ** 12;
/** Rows of a table: its last would be as large as any file. */
const MOST_ROWS = 64;
/** Indirect blocks within each other. */
const MOST_LEVELS = 16;
/** The type of the tree of huge objects that did not go through filters. */
const HUGE_OBJECTS = 1;
/** Kinds of objects: in the heap's blocks, outside of them, and in their IDs. */
const MANAGED = 0;
const HUGE = 1;
const TINY = 2;

/** The header of a heap, as far as objects are found by it. Sizes in bytes. */
interface HeapHeader {
  /** Of an object's ID. */
  readonly idLength: number;
  /** Of the largest object that lies in a direct block. */
  readonly maxManaged: number;
  readonly width: number;
  readonly startingSize: number;
  readonly maxDirectSize: number;
  /** Of an offset in the heap. */
  readonly offsetSize: number;
  /** Of an object's length in its ID. */
  readonly lengthSize: number;
  readonly root: number;
  /** 0 where the root is a direct block. */
  readonly rootRows: number;
  /** Address of the tree of objects that are too large for a block, -1 where there are none. */
  readonly hugeObjects: number;
}

/** A block that holds objects: where it lies in the file and in the heap's own space, which its header is part of. */
interface DirectBlock {
  readonly address: number;
  readonly start: number;
  readonly size: number;
}

/**
 * Objects by their IDs: HDF5 File Format Specification 3.0, III.G. The heap's space is a table of blocks, a row of which
 * has blocks of one size: the first two rows of the smallest, each further row of twice the one before.
 */
export class FractalHeap {
  private readonly blocks = new Map<number, Uint8Array>();

  private constructor(
    private readonly file: Hdf5Bytes,
    private readonly header: HeapHeader,
    private readonly owner: string,
  ) {}

  /**
   * @param owner of the heap, for messages
   * @throws UserError where there is none, or one that is never written beside weights
   */
  static async open(file: Hdf5Bytes, address: number, owner: string): Promise<FractalHeap> {
    return new FractalHeap(file, await readHeader(file, address, owner), owner);
  }

  /** Bytes of an ID. */
  get idLength(): number {
    return this.header.idLength;
  }

  /** @throws UserError where the ID leads to nothing */
  async object(id: Block): Promise<Block> {
    const { file, owner } = this;
    const { offsetSize, lengthSize, maxManaged } = this.header;
    const flags = id.u8();
    const kind = flags >> 4;
    if (kind === HUGE) return this.hugeObject(id);
    if (kind === TINY) return id.block((flags & 15) + 1);
    if (kind !== MANAGED) throw file.wrong(`The heap of ${owner} has an object of the kind ${kind}.`);
    const offset = id.uint(offsetSize);
    const length = id.uint(lengthSize);
    if (length > maxManaged) throw file.wrong(`The heap of ${owner} has an object of ${length} bytes.`);
    const { address, start, size } = await this.blockAt(offset);
    const block = await this.block(address, size, 'FHDB');
    block.skip(offset - start);
    return block.block(length);
  }

  /** An object that lies outside of the heap, by its number. */
  private async hugeObject(id: Block): Promise<Block> {
    const { file, owner, header } = this;
    const wanted = id.uint(Math.min(file.lengthSize, id.left));
    if (header.hugeObjects >= 0) {
      const what = `tree of large objects of ${owner}`;
      for await (const record of bTreeRecords(file, header.hugeObjects, HUGE_OBJECTS, what)) {
        const address = record.offset();
        const length = record.length();
        if (record.length() === wanted) return file.block(address, length);
      }
    }
    throw file.wrong(`The heap of ${owner} has no large object ${wanted}.`);
  }

  /** The direct block that holds an offset of the heap's space. */
  private async blockAt(offset: number): Promise<DirectBlock> {
    const { file, header } = this;
    const { startingSize, width, maxDirectSize, rootRows } = header;
    if (rootRows === 0) return { address: header.root, start: 0, size: startingSize };
    let address = header.root;
    let rows = rootRows;
    let start = 0;
    for (let level = 0; level < MOST_LEVELS; level++) {
      const { row, column, size, first } = placeOf(offset - start, startingSize, width);
      if (row >= rows || rows > MOST_ROWS) break;
      const child = await this.childOf(address, rows, row * width + column);
      start += first + column * size;
      if (size <= maxDirectSize) return { address: child, start, size };
      address = child;
      rows = rowsOf(size, startingSize, width);
    }
    throw file.wrong(`The heap of ${this.owner} has nothing at ${offset}.`);
  }

  /** The address of an entry of an indirect block. */
  private async childOf(address: number, rows: number, entry: number): Promise<number> {
    const { offsetSize } = this.file;
    const before = 4 + 1 + offsetSize + this.header.offsetSize;
    const block = await this.block(address, before + rows * this.header.width * offsetSize, 'FHIB');
    block.skip(before + entry * offsetSize);
    return block.offset();
  }

  /** A block of the heap from its beginning; each is read once. */
  private async block(address: number, size: number, signature: string): Promise<Block> {
    const { file } = this;
    let bytes = this.blocks.get(address);
    if (bytes === undefined) {
      bytes = (await file.block(address, size)).bytes;
      this.blocks.set(address, bytes);
    }
    if (!bytes.subarray(0, 4).every((byte, i) => byte === signature.charCodeAt(i))) {
      throw file.wrong(`A block of the heap of ${this.owner} is missing.`);
    }
    return new Block(bytes, file);
  }
}

async function readHeader(file: Hdf5Bytes, address: number, owner: string): Promise<HeapHeader> {
  const { offsetSize, lengthSize } = file;
  const block = await file.block(address, 4 + 1 + 2 + 2 + 1 + 4 + 12 * lengthSize + 3 * offsetSize + 8);
  if (block.text(4) !== 'FRHP' || block.u8() !== 0) throw file.wrong(`The heap of ${owner} is missing.`);
  const idLength = block.u16();
  const filters = block.u16();
  if (filters > 0) throw file.wrong(`The heap of ${owner} is compressed, which Racecar does not read.`);
  block.skip(1);
  const maxManaged = block.u32();
  block.skip(lengthSize);
  const hugeObjects = block.offset();
  // Of free space, how much there is of everything, and tiny objects.
  block.skip(offsetSize + 9 * lengthSize);
  const width = block.u16();
  const startingSize = block.length();
  const maxDirectSize = block.length();
  const maxHeapBits = block.u16();
  block.skip(2);
  const root = block.offset();
  const rootRows = block.u16();
  const isTable =
    [width, startingSize, maxDirectSize].every(isPowerOf2) &&
    width <= MOST_WIDTH &&
    startingSize <= maxDirectSize &&
    maxDirectSize <= BLOCK_LIMIT;
  if (!isTable || maxHeapBits < 1 || maxHeapBits > 64) {
    throw file.wrong(`The heap of ${owner} has blocks of ${startingSize} to ${maxDirectSize} bytes.`);
  }
  return {
    ...{ idLength, maxManaged, width, startingSize, maxDirectSize, root, rootRows, hugeObjects },
    offsetSize: Math.ceil(maxHeapBits / 8),
    lengthSize: Math.min(bytesFor(maxDirectSize), bytesFor(maxManaged)),
  };
}

/** Where an offset falls in a table: its row and column, the size of the row's blocks and where the row begins. */
function placeOf(offset: number, startingSize: number, width: number) {
  let row = 0;
  let first = 0;
  let size = startingSize;
  while (offset >= first + width * size) {
    first += width * size;
    if (row > 0) size *= 2;
    row++;
  }
  return { row, first, size, column: Math.floor((offset - first) / size) };
}

/** The rows of an indirect block whose table spans `size` bytes. */
function rowsOf(size: number, startingSize: number, width: number): number {
  return Math.log2(size) - Math.log2(startingSize * width) + 1;
}

/** As HDF5 reckons the bytes of a length: of log2 rounded down, a bit for each. */
function bytesFor(most: number): number {
  return Math.floor((Math.floor(Math.log2(Math.max(1, most))) + 7) / 8);
}

function isPowerOf2(value: number): boolean {
  return value > 0 && Number.isInteger(Math.log2(value));
}
