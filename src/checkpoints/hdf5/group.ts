import type { Hdf5Bytes } from './bytes';
import type { HeaderMessage } from './objectHeader';

/** An object in a group: its name and where its header is. */
export interface Link {
  readonly name: string;
  readonly address: number;
}

const LINK_INFO = 2;
const LINK = 6;
const SYMBOL_TABLE = 17;
const MOST_LINKS = 1_000_000;

export function isGroup(messages: readonly HeaderMessage[]): boolean {
  return messages.some(({ type }) => type === SYMBOL_TABLE || type === LINK_INFO || type === LINK);
}

/**
 * What is in a group: of the old kind, with a tree of names, and of the new kind where its links are in its header. Soft and
 * external links lead elsewhere and are left out.
 *
 * @param notes takes what cannot be read
 */
export async function readGroup(
  file: Hdf5Bytes,
  messages: readonly HeaderMessage[],
  path: string,
  notes: string[],
): Promise<Link[]> {
  const links: Link[] = [];
  for (const { type, content } of messages) {
    if (type === SYMBOL_TABLE) {
      const tree = content.offset();
      const names = await localHeap(file, content.offset());
      await readTree(file, tree, names, links, new Set());
    } else if (type === LINK) {
      const link = readLink(file, content);
      if (link !== undefined) links.push(link);
    } else if (type === LINK_INFO) {
      content.skip(1);
      if (content.u8() & 1) content.skip(8);
      if (content.offset() >= 0) {
        notes.push(
          `The group ${path} keeps its links in a heap, which Racecar does not read; its tensors are missing`,
        );
      }
    }
  }
  return links;
}

/** The names of a group of the old kind. */
async function localHeap(file: Hdf5Bytes, address: number): Promise<(offset: number) => string> {
  const header = await file.block(address, 8 + 2 * file.lengthSize + file.offsetSize);
  if (header.text(4) !== 'HEAP') throw file.wrong('The names of a group are missing.');
  header.skip(4);
  const size = header.length();
  header.length();
  const { bytes } = await file.block(header.offset(), size);
  return (offset) => {
    const end = bytes.indexOf(0, offset);
    if (offset < 0 || offset >= size || end < 0) throw file.wrong('A name is cut off.');
    return new TextDecoder().decode(bytes.subarray(offset, end));
  };
}

async function readTree(
  file: Hdf5Bytes,
  address: number,
  names: (offset: number) => string,
  links: Link[],
  seen: Set<number>,
): Promise<void> {
  if (seen.has(address)) throw file.wrong('A group contains itself.');
  seen.add(address);
  const start = await file.block(address, 8);
  const signature = start.text(4);
  const { offsetSize, lengthSize } = file;
  if (signature === 'SNOD') {
    start.skip(2);
    const count = start.u16();
    const entries = await file.block(address + 8, count * (2 * offsetSize + 24));
    for (let i = 0; i < count; i++) {
      const name = names(entries.offset());
      const header = entries.offset();
      const cache = entries.u32();
      entries.skip(20);
      // 2 is a soft link.
      if (cache !== 2) links.push({ name, address: header });
      if (links.length > MOST_LINKS) throw file.wrong('It has too many objects.');
    }
    return;
  }
  if (signature !== 'TREE' || start.u8() !== 0) throw file.wrong('The tree of a group is missing.');
  start.skip(1);
  const count = start.u16();
  const children = await file.block(address + 8 + 2 * offsetSize, count * (lengthSize + offsetSize));
  for (let i = 0; i < count; i++) {
    children.length();
    await readTree(file, children.offset(), names, links, seen);
  }
}

function readLink(file: Hdf5Bytes, content: HeaderMessage['content']): Link | undefined {
  if (content.u8() !== 1) throw file.wrong('It has links of an unknown version.');
  const flags = content.u8();
  const kind = flags & 8 ? content.u8() : 0;
  if (flags & 4) content.skip(8);
  if (flags & 16) content.skip(1);
  const name = content.text(content.number(2 ** (flags & 3)));
  return kind === 0 ? { name, address: content.offset() } : undefined;
}
