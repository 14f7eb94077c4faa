import type { CheckpointParts, StoredTensor } from './checkpoint';
import { damaged } from './checkpoint';
import { findTensors } from './pickle/findTensors';
import { readPickle } from './pickle/readPickle';
import type { PickleValue } from './pickle/values';
import { PickleDict, PickleList } from './pickle/values';
import { notesOf, PICKLE_LIMIT } from './pytorch';
import type { StorageRange } from './pytorchTensor';
import { pytorchTensor } from './pytorchTensor';
import type { RangeReader } from './rangeReader';

/** The whole number that torch.save() begins its files with since 2016, before they became archives in 2020. */
const MAGIC = 0x1950a86a20f9469cfc6cn;

/** Bytes of a number in each class of storage. */
const STORAGE_BYTES: Readonly<Record<string, number>> = {
  DoubleStorage: 8,
  LongStorage: 8,
  ComplexFloatStorage: 8,
  ComplexDoubleStorage: 16,
  FloatStorage: 4,
  IntStorage: 4,
  QInt32Storage: 4,
  HalfStorage: 2,
  BFloat16Storage: 2,
  ShortStorage: 2,
};

export function isPickle(start: Uint8Array): boolean {
  return start[0] === 0x80 && start[1]! >= 1 && start[1]! <= 5;
}

/**
 * A file of torch.save() before PyTorch 1.6: five pickles (magic number, version, system, the object, the storages' keys) and
 * then each storage, its length before it. The pickles are read as data, never executed.
 */
export async function readPytorchLegacy(reader: RangeReader, fileName: string): Promise<CheckpointParts> {
  const wrong = (message: string) => damaged(reader.file, 'a PyTorch checkpoint', message);
  const bytes = await reader.read(0, Math.min(reader.size, PICKLE_LIMIT));
  let at = 0;
  const next = (): PickleValue => {
    const { value, end } = readPickle(bytes, at, wrong);
    at = end;
    return value;
  };
  if (next() !== MAGIC) {
    throw wrong(
      'It is a pickle, but not one of torch.save(). Save a state dict, or export it as safetensors.',
    );
  }
  next();
  const system = next();
  const object = next();
  const keys = next();
  if (!(keys instanceof PickleList)) throw wrong('Its storages have no names.');
  const littleEndian = !(system instanceof PickleDict && valueOf(system, 'little_endian') === false);
  const found = findTensors(object);
  const types = new Map(found.tensors.map(({ tensor: { storage } }) => [storage.key, storage.type]));
  const storages = await locate(reader, at, keys.items.map(String), types, littleEndian, wrong);
  const tensors: StoredTensor[] = [];
  for (const each of found.tensors) {
    tensors.push(
      await pytorchTensor(each, fileName, (key) =>
        Promise.resolve(storages.get(key) ?? 'its storage is missing'),
      ),
    );
  }
  return { format: 'pytorch', description: 'PyTorch, legacy format', tensors, notes: notesOf(found) };
}

/** Where each storage lies. One whose type is not known hides those after it. */
async function locate(
  reader: RangeReader,
  start: number,
  keys: readonly string[],
  types: ReadonlyMap<string, string>,
  littleEndian: boolean,
  wrong: (message: string) => Error,
): Promise<Map<string, StorageRange>> {
  const storages = new Map<string, StorageRange>();
  let at = start;
  for (const key of keys) {
    const type = types.get(key);
    if (type === undefined || at + 8 > reader.size) break;
    const head = await reader.read(at, 8);
    const count = Number(new DataView(head.buffer, head.byteOffset, 8).getBigInt64(0, littleEndian));
    const size = count * (STORAGE_BYTES[type] ?? 1);
    if (count < 0 || !Number.isSafeInteger(size))
      throw wrong(`The storage ${key} is said to have ${count} numbers.`);
    if (at + 8 + size > reader.size) break;
    storages.set(key, { reader, offset: at + 8, size, littleEndian });
    at += 8 + size;
  }
  return storages;
}

function valueOf({ pairs }: PickleDict, wanted: string): PickleValue | undefined {
  return pairs.find(([key]) => key === wanted)?.[1];
}
