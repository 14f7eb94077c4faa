import type { Block, Hdf5Bytes } from './bytes';
import type { HeaderMessage } from './objectHeader';

const ATTRIBUTE = 12;
const STRING = 3;
const VARIABLE_LENGTH = 9;
/** The description of a large model. */
const TEXT_LIMIT = 2 ** 26;

/**
 * The text of an object's attribute; undefined where it has none of that name, or one that is no single text. HDF5 File
 * Format Specification 3.0, IV.A.2.m. Attributes that are kept in a heap are passed over.
 *
 * @throws UserError where the attribute is damaged
 */
export async function textAttribute(
  file: Hdf5Bytes,
  messages: readonly HeaderMessage[],
  name: string,
): Promise<string | undefined> {
  for (const { type, content } of messages) {
    if (type !== ATTRIBUTE) continue;
    const found = readAttribute(file, content);
    if (found.name !== name) continue;
    const kind = found.datatype.u8() & 15;
    found.datatype.skip(3);
    if (kind === STRING) return untilZero(found.data.text(Math.min(found.datatype.u32(), found.data.left)));
    return kind === VARIABLE_LENGTH ? heapText(file, found.data) : undefined;
  }
  return undefined;
}

function readAttribute(
  file: Hdf5Bytes,
  content: Block,
): { readonly name: string; readonly datatype: Block; readonly data: Block } {
  const version = content.u8();
  if (version < 1 || version > 3) throw file.wrong(`It has attributes of the version ${version}.`);
  content.skip(1);
  const sizes = [content.u16(), content.u16(), content.u16()] as const;
  if (version === 3) content.skip(1);
  // The first version fills up to eight bytes.
  const [name, datatype] = sizes.map((size) => {
    const part = content.block(size);
    if (version === 1) content.skip(-size & 7);
    return part;
  }) as [Block, Block, Block];
  return { name: untilZero(name.text(name.left)), datatype, data: content.block(content.left) };
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
