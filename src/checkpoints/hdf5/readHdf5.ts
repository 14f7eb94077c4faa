import { sizeOf } from '../../config/networkPlan';
import { UserError } from '../../config/userError';
import type { StoredTensor, TensorInfo } from '../checkpoint';
import { bytesOf, emptyValues } from '../dtypes';
import type { RangeReader } from '../rangeReader';
import { readerOf } from '../rangeReader';
import { readValues } from '../storedValues';
import { textAttribute } from './attributes';
import { Hdf5Bytes } from './bytes';
import { readChunked } from './chunks';
import type { Dataset } from './dataset';
import { isDataset, OPAQUE, readDataset } from './dataset';
import { isGroup, readGroup } from './group';
import type { HeaderMessage } from './objectHeader';
import { readObjectHeader } from './sharedMessages';

const MOST_OBJECTS = 200_000;
const MOST_DEPTH = 64;
/** The end of the path of a group in which Keras 3 keeps the weights of a layer, by number. */
const VARIABLES = '/vars';

export function isHdf5(start: Uint8Array): boolean {
  return [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a].every((byte, index) => start[index] === byte);
}

export interface Hdf5Contents {
  readonly tensors: readonly StoredTensor[];
  readonly notes: readonly string[];
  /** The description of the model that Keras puts beside its weights; undefined where there is none. */
  readonly modelConfig?: string;
  /** What Keras 3 says that its layers are called, by the path of the layer's group, which holds its weights in vars. */
  readonly layerNames: ReadonlyMap<string, string>;
}

/**
 * The data sets of an HDF5 file by ranges: the parts of the format that h5py uses for weights, HDF5 File Format
 * Specification 3.0. Names are paths with / between groups.
 *
 * @param fileName   of the file that holds it, for the tensors
 * @param baseOffset where the file lies in that one
 */
export async function readHdf5(reader: RangeReader, fileName: string, baseOffset = 0): Promise<Hdf5Contents> {
  const file = new Hdf5Bytes(reader);
  const root = await readSuperblock(file);
  const tensors: StoredTensor[] = [];
  const notes: string[] = [];
  const layerNames = new Map<string, string>();
  const seen = new Set<number>();
  const visit = async (address: number, path: string, depth: number): Promise<void> => {
    // A second name for an object is no second tensor; and a group may hold one of those that hold it.
    if (seen.has(address)) return;
    seen.add(address);
    if (seen.size > MOST_OBJECTS) throw file.wrong(`It has more than ${MOST_OBJECTS} objects.`);
    if (depth > MOST_DEPTH) throw file.wrong(`Its groups are nested more than ${MOST_DEPTH} deep.`);
    const messages = await readObjectHeader(file, address);
    if (isDataset(messages)) {
      const dataset = await withNamedType(file, messages, readDataset(file, messages));
      // Single texts and numbers, such as a date, are no tensors.
      if (dataset.shape.length > 0 || dataset.dtype !== undefined) {
        tensors.push(tensorOf(file, path, dataset, fileName, baseOffset));
      }
    } else if (isGroup(messages)) {
      if (path.endsWith(VARIABLES)) {
        const name = await optionalText(file, messages, 'name');
        if (name !== undefined) layerNames.set(path.slice(0, -VARIABLES.length), name);
      }
      for (const { name, address: child } of await readGroup(file, messages, path || '/', notes)) {
        await visit(child, path === '' ? name : `${path}/${name}`, depth + 1);
      }
    }
  };
  await visit(root, '', 0);
  const modelConfig = await optionalText(file, await readObjectHeader(file, root), 'model_config');
  return { tensors, notes, layerNames, ...(modelConfig === undefined ? {} : { modelConfig }) };
}

/** The text of an attribute; undefined also where it is damaged. */
async function optionalText(
  file: Hdf5Bytes,
  messages: readonly HeaderMessage[],
  name: string,
): Promise<string | undefined> {
  try {
    return await textAttribute(file, messages, name);
  } catch (error) {
    // Weights can be looked at without it.
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Keras says beside weights in bfloat16 that they are, since h5py has no type for it. */
async function withNamedType(
  file: Hdf5Bytes,
  messages: readonly HeaderMessage[],
  dataset: Dataset,
): Promise<Dataset> {
  if (dataset.typeName !== OPAQUE) return dataset;
  const isBfloat = (await textAttribute(file, messages, 'dtype')) === 'bfloat16';
  return isBfloat ? { ...dataset, dtype: 'bf16', littleEndian: true } : dataset;
}

/** Sets the sizes of numbers; the address of the root group. */
async function readSuperblock(file: Hdf5Bytes): Promise<number> {
  const start = await file.blockUpTo(0, 128);
  if (!isHdf5(start.bytes)) throw file.wrong('It does not begin as an HDF5 file does.');
  start.skip(8);
  const version = start.u8();
  if (version > 3) throw file.wrong(`It is of the version ${version}, which Racecar does not read.`);
  if (version < 2) start.skip(4);
  file.offsetSize = start.u8();
  file.lengthSize = start.u8();
  if (![4, 8].includes(file.offsetSize) || ![4, 8].includes(file.lengthSize)) {
    throw file.wrong(`Its addresses have ${file.offsetSize} bytes, expected 4 or 8.`);
  }
  if (version >= 2) {
    start.skip(1);
    file.base = start.offset();
    file.extension = start.offset();
    start.offset();
    return start.offset();
  }
  start.skip(version === 1 ? 13 : 9);
  file.base = start.offset();
  for (let i = 0; i < 4; i++) start.offset();
  return start.offset();
}

function tensorOf(
  file: Hdf5Bytes,
  name: string,
  dataset: Dataset,
  fileName: string,
  baseOffset: number,
): StoredTensor {
  const { shape, dtype, littleEndian, typeName, layout, fill } = dataset;
  const count = sizeOf(shape);
  const info: TensorInfo = {
    name,
    shape,
    dtype: dtype ?? typeName,
    byteLength: dtype === undefined ? 0 : count * bytesOf(dtype),
    file: fileName,
  };
  const unreadable =
    dataset.unreadable ?? (dtype === undefined ? `Racecar does not read ${typeName}` : undefined);
  if (unreadable !== undefined || dtype === undefined || layout === undefined) {
    return { info: { ...info, unreadable: unreadable ?? 'its values are not there' } };
  }
  if (layout.kind === 'chunked') {
    // What is neither written nor has a value is zero to HDF5's own library too.
    return {
      info,
      read: (signal) => readChunked(file.renewed(), layout, shape, dtype, littleEndian, fill ?? 0, signal),
    };
  }
  const bytes = layout.kind === 'compact' ? layout.bytes.length : layout.size;
  const isWritten = layout.kind === 'compact' || layout.address >= 0;
  if (bytes < info.byteLength && isWritten) {
    return { info: { ...info, unreadable: `it needs ${info.byteLength} bytes and has ${bytes}` } };
  }
  if (layout.kind === 'compact') {
    const range = { reader: readerOf(layout.bytes, file.reader.file), offset: 0, dtype, count, littleEndian };
    return { info, read: () => readValues(range) };
  }
  if (!isWritten) {
    if (fill === undefined) return { info: { ...info, unreadable: 'its values were never written' } };
    return { info, read: () => Promise.resolve(emptyValues(dtype, count).fill(fill)) };
  }
  const offset = file.base + layout.address;
  if (offset + info.byteLength > file.reader.size) {
    return { info: { ...info, unreadable: 'its values are not within the file' } };
  }
  return {
    info: { ...info, byteOffset: baseOffset + offset },
    read: (signal) => readValues({ reader: file.reader, offset, dtype, count, littleEndian }, signal),
  };
}
