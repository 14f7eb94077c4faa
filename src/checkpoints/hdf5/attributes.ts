import { bTreeRecords } from './bTree2';
import type { Block, Hdf5Bytes } from './bytes';
import { FractalHeap } from './fractalHeap';
import type { HeaderMessage } from './objectHeader';
import { sharedHeap, sharedMessage } from './sharedMessages';

const DATATYPE = 3;
const ATTRIBUTE = 12;
const ATTRIBUTE_INFO = 21;
/** A flag of a message. */
const SHARED = 2;
/** The type of the index of attributes by their names. */
const BY_NAME = 8;
const STRING = 3;
const VARIABLE_LENGTH = 9;
/** The description of a large model. */
const TEXT_LIMIT = 2 ** 26;

/**
 * The text of an object's attribute; undefined where it has none of that name, or one that is no single text. HDF5 File
 * Format Specification 3.0, IV.A.2.m and v.
 *
 * @throws UserError where the attribute is damaged
 */
export async function textAttribute(
  file: Hdf5Bytes,
  messages: readonly HeaderMessage[],
  name: string,
): Promise<string | undefined> {
  for await (const content of attributesOf(file, messages)) {
    const found = readAttribute(file, content);
    if (found.name !== name) continue;
    const { datatype: stored, isNamedType } = found;
    const datatype = isNamedType ? await sharedMessage(file, { type: DATATYPE, content: stored }) : stored;
    const kind = datatype.u8() & 15;
    datatype.skip(3);
    if (kind === STRING) return untilZero(found.data.text(Math.min(datatype.u32(), found.data.left)));
    return kind === VARIABLE_LENGTH ? heapText(file, found.data) : undefined;
  }
  return undefined;
}

/** The messages of an object's attributes: in its header, or in a heap where they are many. */
async function* attributesOf(file: Hdf5Bytes, messages: readonly HeaderMessage[]): AsyncGenerator<Block> {
  for (const message of messages) {
    const { type, isShared, content } = message;
    if (type === ATTRIBUTE) yield isShared ? await sharedMessage(file, message) : content;
    if (type === ATTRIBUTE_INFO) yield* denseAttributes(file, content);
  }
}

async function* denseAttributes(file: Hdf5Bytes, info: Block): AsyncGenerator<Block> {
  info.skip(1);
  const isCounted = (info.u8() & 1) !== 0;
  if (isCounted) info.skip(2);
  const heap = info.offset();
  const index = info.offset();
  if (heap < 0) return;
  const objects = await FractalHeap.open(file, heap, 'attributes');
  for await (const record of bTreeRecords(file, index, BY_NAME, 'index of attributes')) {
    const id = record.block(objects.idLength);
    // What objects share is in the file's own heap.
    const isShared = (record.u8() & SHARED) !== 0;
    yield await (isShared ? await sharedHeap(file, ATTRIBUTE) : objects).object(id);
  }
}

function readAttribute(
  file: Hdf5Bytes,
  content: Block,
): { readonly name: string; readonly datatype: Block; readonly isNamedType: boolean; readonly data: Block } {
  const version = content.u8();
  if (version < 1 || version > 3) throw file.wrong(`It has attributes of the version ${version}.`);
  const isNamedType = (content.u8() & 1) !== 0 && version > 1;
  const sizes = [content.u16(), content.u16(), content.u16()] as const;
  if (version === 3) content.skip(1);
  // The first version fills up to eight bytes.
  const [name, datatype] = sizes.map((size) => {
    const part = content.block(size);
    if (version === 1) content.skip(-size & 7);
    return part;
  }) as [Block, Block, Block];
  const data = content.block(content.left);
  return { name: untilZero(name.text(name.left)), datatype, isNamedType, data };
}

/** A text in a global heap, III.E. */
async function heapText(file: Hdf5Bytes, data: Block): Promise<string | undefined> {
  const length = data.u32();
  const address = data.offset();
  const index = data.u32();
  if (length > TEXT_LIMIT) throw file.wrong(`It has a text of ${length} bytes.`);
  const start = await file.block(address, 8 + file.lengthSize);
  if (start.text(4) !== 'GCOL') throw file.wrong('The heap of an attribute is missing.');
  start.skip(4);
  const size = start.length();
  if (size > 2 * TEXT_LIMIT) throw file.wrong(`The heap of an attribute has ${size} bytes.`);
  const heap = await file.block(address + start.at, size - start.at);
  while (heap.left >= 8 + file.lengthSize) {
    const object = heap.u16();
    heap.skip(6);
    const objectSize = heap.length();
    if (object === index && object !== 0) return heap.text(Math.min(length, objectSize));
    // Number 0 is the free space at the end.
    if (object === 0) return undefined;
    heap.skip(objectSize + (-objectSize & 7));
  }
  return undefined;
}

function untilZero(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
