import { UserError } from '../../config/userError';
import { listOf } from '../lists';
import type { Block, Hdf5Bytes } from './bytes';
import { denseLinks } from './denseLinks';
import type { HeaderMessage } from './objectHeader';

/** An object in a group: its name and where its header is. */
export interface Link {
  readonly name: string;
  readonly address: number;
  /** The place in which it was made among the group's, where the group keeps count. */
  readonly order?: number;
}

const LINK_INFO = 2;
const LINK = 6;
const SYMBOL_TABLE = 17;
/** Kinds of links. */
const HARD = 0;
const EXTERNAL = 64;
const MOST_LINKS = 1_000_000;

export function isGroup(messages: readonly HeaderMessage[]): boolean {
  return messages.some(({ type }) => type === SYMBOL_TABLE || type === LINK_INFO || type === LINK);
}

/**
 * What is in a group: of the old kind, with a tree of names, and of the new kind with its links in its header or in a heap.
 * Soft links lead to what has another name, external ones to other files: both are left out, the latter with a note.
 *
 * @param path   of the group, for the notes
 * @param notes  takes what cannot be read
 */
export async function readGroup(
  file: Hdf5Bytes,
  messages: readonly HeaderMessage[],
  path: string,
  notes: string[],
): Promise<Link[]> {
  const links: Link[] = [];
  const external: string[] = [];
  for (const { type, content } of messages) {
    if (type === SYMBOL_TABLE) {
      const tree = content.offset();
      const names = await localHeap(file, content.offset());
      await readTree(file, tree, names, links, new Set());
    } else if (type === LINK) {
      const link = readLink(file, content, external);
      if (link !== undefined) links.push(link);
    } else if (type === LINK_INFO) {
      content.skip(1);
      if (content.u8() & 1) content.skip(8);
      const heap = content.offset();
      if (heap < 0) continue;
      try {
        links.push(...(await linksInHeap(file, heap, content.offset(), external)));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        notes.push(
          `The links of the group ${path} cannot be read, its tensors are missing: ${error.message}`,
        );
      }
    }
  }
  if (external.length > 0)
    notes.push(`Links to other files in the group ${path} are left out: ${listOf(external)}`);
  return links;
}

/** In the order in which they were made where that is known, else of their names; the heap's index is by their hashes. */
async function linksInHeap(
  file: Hdf5Bytes,
  heap: number,
  index: number,
  external: string[],
): Promise<Link[]> {
  const links: Link[] = [];
  for await (const message of denseLinks(file, heap, index)) {
    const link = readLink(file, message, external);
    if (link !== undefined) links.push(link);
    if (links.length > MOST_LINKS) throw file.wrong('It has too many objects.');
  }
  return links.sort((a, b) => (a.order ?? 0) - (b.order ?? 0) || (a.name < b.name ? -1 : 1));
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

/** @param external takes the names of links to other files */
function readLink(file: Hdf5Bytes, content: Block, external: string[]): Link | undefined {
  if (content.u8() !== 1) throw file.wrong('It has links of an unknown version.');
  const flags = content.u8();
  const kind = flags & 8 ? content.u8() : 0;
  const order = flags & 4 ? content.number(8) : undefined;
  if (flags & 16) content.skip(1);
  const name = content.text(content.number(2 ** (flags & 3)));
  if (kind === EXTERNAL) external.push(name);
  if (kind !== HARD) return undefined;
  return { name, address: content.offset(), ...(order === undefined ? {} : { order }) };
}
