import type { UserError } from '../../config/userError';
import { damaged } from '../checkpoint';
import type { RangeReader } from '../rangeReader';

/** Reads the numbers of a block one after the other. */
export class Block {
  at = 0;
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    private readonly file: Hdf5Bytes,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    return this.view.getUint8(this.take(1));
  }

  u16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  /** A whole number of 1, 2, 4 or 8 bytes; -1 for all ones in the longer ones: the address "nowhere", a length without limit. */
  number(size: number): number {
    if (size === 1) return this.u8();
    if (size === 2) return this.u16();
    if (size === 4) {
      const value = this.u32();
      return value === 0xffffffff ? -1 : value;
    }
    if (size !== 8) throw this.file.wrong(`It has numbers of ${size} bytes.`);
    const value = this.view.getBigUint64(this.take(8), true);
    if (value === 0xffffffffffffffffn) return -1;
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw this.file.wrong(`It gives a size or address of ${value}.`);
    return Number(value);
  }

  /** A whole number of 1 to 8 bytes. */
  uint(size: number): number {
    let value = 0;
    for (let i = 0; i < size; i++) value += this.u8() * 2 ** (8 * i);
    if (value > Number.MAX_SAFE_INTEGER) throw this.file.wrong(`It gives a size or address of ${value}.`);
    return value;
  }

  offset(): number {
    return this.number(this.file.offsetSize);
  }

  length(): number {
    return this.number(this.file.lengthSize);
  }

  skip(count: number): void {
    this.take(count);
  }

  text(length: number): string {
    const start = this.take(length);
    return new TextDecoder().decode(this.bytes.subarray(start, start + length));
  }

  block(length: number): Block {
    const start = this.take(length);
    return new Block(this.bytes.subarray(start, start + length), this.file);
  }

  private take(count: number): number {
    if (count < 0 || count > this.left) throw this.file.wrong('A part of it is cut off.');
    this.at += count;
    return this.at - count;
  }
}

/** Bytes of structure that one file may have; what claims more goes round in circles. */
const STRUCTURE_LIMIT = 2 ** 28;

/** An HDF5 file as numbered bytes. Addresses count from its base. */
export class Hdf5Bytes {
  offsetSize = 8;
  lengthSize = 8;
  base = 0;
  /** Address of the header with what concerns the whole file, -1 where there is none. */
  extension = -1;
  private structure = 0;

  constructor(readonly reader: RangeReader) {}

  /** The same file with nothing read of its structure yet: each tensor's values are found within the limit anew. */
  renewed(): Hdf5Bytes {
    const { offsetSize, lengthSize, base, extension } = this;
    return Object.assign(new Hdf5Bytes(this.reader), { offsetSize, lengthSize, base, extension });
  }

  wrong(message: string, cause?: unknown): UserError {
    return damaged(this.reader.file, 'an HDF5 file', message, cause);
  }

  /** A block of the file's structure. */
  async block(address: number, length: number): Promise<Block> {
    this.structure += length;
    if (this.structure > STRUCTURE_LIMIT)
      throw this.wrong('Its structure is larger than that of any checkpoint.');
    if (address < 0) throw this.wrong('It refers to a block that is nowhere.');
    return new Block(await this.reader.read(this.base + address, length), this);
  }

  /** A block of at most `length` bytes, fewer where the file ends. */
  async blockUpTo(address: number, length: number): Promise<Block> {
    return this.block(address, Math.max(0, Math.min(length, this.reader.size - this.base - address)));
  }
}
