import type { Block, Hdf5Bytes } from './bytes';
import { FractalHeap } from './fractalHeap';
import type { HeaderMessage } from './objectHeader';
import { storedMessages } from './objectHeader';

/** Where a shared message is: in the file's heap of such, or in the header of an object, as a named type is. */
const IN_HEAP = 1;
const HEAP_ID = 8;
/** The message that says where the table of shared messages is. */
const TABLE = 15;
/** Attributes are resolved when they are asked for: nobody needs all of them. */
const ATTRIBUTE = 12;

/**
 * The messages of an object, those that it shares with others in place of references to them; attributes as they are stored.
 *
 * @throws UserError where there is no object, or a message is missing
 */
export async function readObjectHeader(file: Hdf5Bytes, address: number): Promise<HeaderMessage[]> {
  const messages: HeaderMessage[] = [];
  for (const message of await storedMessages(file, address)) {
    const { type, isShared } = message;
    const isResolved = isShared && type !== ATTRIBUTE;
    messages.push(
      isResolved ? { type, isShared: false, content: await sharedMessage(file, message) } : message,
    );
  }
  return messages;
}

/** What a reference stands for: HDF5 File Format Specification 3.0, IV.A.2, "Shared Message". */
export async function sharedMessage(
  file: Hdf5Bytes,
  { type, content }: Pick<HeaderMessage, 'type' | 'content'>,
): Promise<Block> {
  const version = content.u8();
  const kind = content.u8();
  if (version !== 2 && version !== 3) throw file.wrong(`A shared message is of the version ${version}.`);
  if (version === 3 && kind === IN_HEAP) {
    return (await sharedHeap(file, type)).object(content.block(HEAP_ID));
  }
  const found = (await storedMessages(file, content.offset())).find((message) => message.type === type);
  if (found === undefined || found.isShared) throw file.wrong('A shared message is missing.');
  return found.content;
}

/** The heaps that are open, by the types of their messages: each of their blocks is read once for all objects of a file. */
const openHeaps = new WeakMap<Hdf5Bytes, Map<number, Promise<FractalHeap>>>();

/** The heap of the shared messages of a type: IV.A.2.p and III.I. @throws UserError where there is none */
export function sharedHeap(file: Hdf5Bytes, type: number): Promise<FractalHeap> {
  const heaps = openHeaps.get(file) ?? new Map<number, Promise<FractalHeap>>();
  openHeaps.set(file, heaps);
  const heap = heaps.get(type) ?? openHeap(file, type);
  heaps.set(type, heap);
  return heap;
}

async function openHeap(file: Hdf5Bytes, type: number): Promise<FractalHeap> {
  const { offsetSize, extension } = file;
  const messages = extension < 0 ? [] : await storedMessages(file, extension);
  const table = messages.find((message) => message.type === TABLE)?.content;
  if (table === undefined) throw file.wrong('The table of shared messages is missing.');
  table.skip(1);
  const address = table.offset();
  const count = table.u8();
  const indexes = await file.block(address, 4 + count * (14 + 2 * offsetSize));
  if (indexes.text(4) !== 'SMTB') throw file.wrong('The table of shared messages is missing.');
  for (let i = 0; i < count; i++) {
    indexes.skip(2);
    const types = indexes.u16();
    indexes.skip(10 + offsetSize);
    const heap = indexes.offset();
    // The message of old for fill values is kept with the new one.
    if (types & (1 << (type === 4 ? 5 : type))) return FractalHeap.open(file, heap, 'shared messages');
  }
  throw file.wrong(`The table of shared messages has none of the type ${type}.`);
}
