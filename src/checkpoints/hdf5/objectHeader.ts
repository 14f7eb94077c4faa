import type { Block, Hdf5Bytes } from './bytes';

/** A message of an object's header. */
export interface HeaderMessage {
  readonly type: number;
  /** Whether the content says where the message is, in place of the message. */
  readonly isShared: boolean;
  readonly content: Block;
}

const CONTINUATION = 0x10;
const MOST_BLOCKS = 1_000;
/** A flag of a message. */
const SHARED = 2;

/** The messages of an object as they are stored, of both versions of headers: HDF5 File Format Specification 3.0, IV.A.1. */
export async function storedMessages(file: Hdf5Bytes, address: number): Promise<HeaderMessage[]> {
  const start = await file.blockUpTo(address, 64);
  return start.bytes[0] === 0x4f ? readVersion2(file, address, start) : readVersion1(file, address, start);
}

async function readVersion1(file: Hdf5Bytes, address: number, start: Block): Promise<HeaderMessage[]> {
  if (start.u8() !== 1) throw file.wrong(`There is no object at byte ${address}.`);
  start.skip(1);
  const count = start.u16();
  start.skip(4);
  const size = start.u32();
  const messages: HeaderMessage[] = [];
  const blocks = [await file.block(address + 16, size)];
  for (const [index, block] of blocks.entries()) {
    if (index > MOST_BLOCKS) throw file.wrong(`The header at byte ${address} has no end.`);
    while (block.left >= 8 && messages.length < count) {
      const type = block.u16();
      const length = block.u16();
      const isShared = (block.u8() & SHARED) !== 0;
      block.skip(3);
      const content = block.block(length);
      messages.push({ type, isShared, content });
      if (type === CONTINUATION) blocks.push(await file.block(content.offset(), content.length()));
    }
  }
  return messages;
}

async function readVersion2(file: Hdf5Bytes, address: number, start: Block): Promise<HeaderMessage[]> {
  if (start.text(4) !== 'OHDR') throw file.wrong(`There is no object at byte ${address}.`);
  start.skip(1);
  const flags = start.u8();
  if (flags & 0x20) start.skip(16);
  if (flags & 0x10) start.skip(4);
  const size = start.number(2 ** (flags & 3));
  const messages: HeaderMessage[] = [];
  const blocks = [await file.block(address + start.at, size)];
  for (const [index, block] of blocks.entries()) {
    if (index > MOST_BLOCKS) throw file.wrong(`The header at byte ${address} has no end.`);
    while (block.left >= 4) {
      const type = block.u8();
      const length = block.u16();
      const isShared = (block.u8() & SHARED) !== 0;
      if (flags & 4) block.skip(2);
      if (length > block.left) break;
      const content = block.block(length);
      messages.push({ type, isShared, content });
      if (type !== CONTINUATION) continue;
      const next = content.offset();
      const nextSize = content.length();
      // "OCHK" before, a checksum after.
      if (nextSize < 8) throw file.wrong(`The header at byte ${address} is cut off.`);
      blocks.push(await file.block(next + 4, nextSize - 8));
    }
  }
  return messages;
}
