import { HEADER_START, parseHeader, readHeaderLength } from '../runs/safetensorsHeader';
import type { TensorEntry } from '../runs/safetensorsHeader';
import type { CheckpointParts, StoredTensor } from './checkpoint';
import type { Dtype } from './dtypes';
import type { RangeReader } from './rangeReader';
import { contiguousTensor } from './storedValues';

/** The format's names of the types that can be read. */
const TYPES: Readonly<Record<string, Dtype>> = {
  F64: 'f64',
  F32: 'f32',
  F16: 'f16',
  BF16: 'bf16',
  F8_E4M3: 'f8_e4m3',
  F8_E5M2: 'f8_e5m2',
  I64: 'i64',
  I32: 'i32',
  I16: 'i16',
  I8: 'i8',
  U64: 'u64',
  U32: 'u32',
  U16: 'u16',
  U8: 'u8',
  BOOL: 'bool',
};

/** A safetensors file: its header is read, its values lie as they are. */
export async function readSafetensors(reader: RangeReader, fileName: string): Promise<CheckpointParts> {
  const { file, size } = reader;
  const length = readHeaderLength(await reader.read(0, Math.min(HEADER_START, size)), size, file);
  const dataStart = HEADER_START + length;
  const header = parseHeader(await reader.read(HEADER_START, length), size - dataStart, file);
  const tensors = Object.entries(header.tensors).map(([name, entry]) =>
    storedTensor(reader, name, entry, dataStart, fileName),
  );
  return { format: 'safetensors', description: 'safetensors', tensors, metadata: { ...header.metadata } };
}

function storedTensor(
  reader: RangeReader,
  name: string,
  { dtype, shape, begin, end }: TensorEntry,
  dataStart: number,
  file: string,
): StoredTensor {
  const offset = dataStart + begin;
  const known = Object.hasOwn(TYPES, dtype) ? TYPES[dtype] : undefined;
  if (known !== undefined) return contiguousTensor(reader, { name, shape, file }, { offset, dtype: known });
  return {
    info: {
      name,
      dtype: dtype.toLowerCase(),
      shape,
      byteLength: end - begin,
      byteOffset: offset,
      file,
      unreadable: `Racecar does not read numbers of the type ${dtype}`,
    },
  };
}
