import { sizeOf } from '../config/networkPlan';
import { UserError } from '../config/userError';
import type { StoredTensor, TensorInfo } from './checkpoint';
import type { Dtype, Values } from './dtypes';
import { bytesOf, emptyValues } from './dtypes';
import type { OnnxTensor } from './onnxMessages';
import { ProtobufReader } from './protobuf';
import type { OpenFile, RangeReader } from './rangeReader';
import { safeName } from './rangeReader';
import { readValues } from './storedValues';

/** TensorProto.DataType by number: the format's name, and the type where its values can be read. */
const TYPES: ReadonlyMap<number, { readonly name: string; readonly dtype?: Dtype }> = new Map([
  [1, { name: 'FLOAT', dtype: 'f32' }],
  [2, { name: 'UINT8', dtype: 'u8' }],
  [3, { name: 'INT8', dtype: 'i8' }],
  [4, { name: 'UINT16', dtype: 'u16' }],
  [5, { name: 'INT16', dtype: 'i16' }],
  [6, { name: 'INT32', dtype: 'i32' }],
  [7, { name: 'INT64', dtype: 'i64' }],
  [8, { name: 'STRING' }],
  [9, { name: 'BOOL', dtype: 'bool' }],
  [10, { name: 'FLOAT16', dtype: 'f16' }],
  [11, { name: 'DOUBLE', dtype: 'f64' }],
  [12, { name: 'UINT32', dtype: 'u32' }],
  [13, { name: 'UINT64', dtype: 'u64' }],
  [14, { name: 'COMPLEX64' }],
  [15, { name: 'COMPLEX128' }],
  [16, { name: 'BFLOAT16', dtype: 'bf16' }],
  [17, { name: 'FLOAT8E4M3FN', dtype: 'f8_e4m3' }],
  [18, { name: 'FLOAT8E4M3FNUZ' }],
  [19, { name: 'FLOAT8E5M2', dtype: 'f8_e5m2' }],
  [20, { name: 'FLOAT8E5M2FNUZ' }],
  [21, { name: 'UINT4' }],
  [22, { name: 'INT4' }],
  [23, { name: 'FLOAT4E2M1' }],
] as const);

/** Number of raw_data, which holds values of every type as they are. */
const RAW = 9;
/** Fields of packed values with a fixed width of their own. */
const PACKED: Readonly<Record<number, Dtype>> = { 4: 'f32', 10: 'f64' };

type External = (name: string) => Promise<OpenFile>;

/** A tensor of a model, with the way to its values. */
export async function onnxValues(
  tensor: OnnxTensor,
  reader: RangeReader,
  fileName: string,
  external: External,
): Promise<StoredTensor> {
  const type = TYPES.get(tensor.type);
  const dtype = type?.dtype;
  const { name, shape } = tensor;
  const bare = {
    name,
    shape,
    file: fileName,
    dtype: dtype ?? (type?.name ?? `type ${tensor.type}`).toLowerCase(),
  };
  if (dtype === undefined) {
    const unreadable = `Racecar does not read numbers of the type ${type?.name ?? tensor.type}`;
    return { info: { ...bare, byteLength: tensor.values?.length ?? 0, unreadable } };
  }
  const byteLength = sizeOf(shape) * bytesOf(dtype);
  try {
    if (tensor.external !== undefined) {
      return await externalTensor({ ...bare, byteLength }, dtype, tensor.external, reader.file, external);
    }
    return ownTensor({ ...bare, byteLength }, dtype, tensor, reader);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { info: { ...bare, byteLength, unreadable: error.message } };
  }
}

async function externalTensor(
  info: TensorInfo,
  dtype: Dtype,
  { location = '', offset = '0', length }: Readonly<Record<string, string>>,
  model: string,
  external: External,
): Promise<StoredTensor> {
  safeName(location, model);
  const start = Number(offset);
  const size = length === undefined ? info.byteLength : Number(length);
  if (size !== info.byteLength) {
    throw new UserError(`its values have ${length} bytes in ${location}, its shape needs ${info.byteLength}`);
  }
  const reader = await external(location);
  if (!Number.isSafeInteger(start) || start < 0 || start + size > reader.size) {
    throw new UserError(
      `its values are at bytes ${offset} to ${start + size} of ${location}, which has ${reader.size}`,
    );
  }
  return {
    info: { ...info, file: location, byteOffset: start },
    read: (signal) => readValues({ reader, offset: start, dtype, count: sizeOf(info.shape) }, signal),
  };
}

function ownTensor(
  info: TensorInfo,
  dtype: Dtype,
  { values, unpacked }: OnnxTensor,
  reader: RangeReader,
): StoredTensor {
  const count = sizeOf(info.shape);
  if (count === 0) return { info, read: () => Promise.resolve(emptyValues(dtype, 0)) };
  if (values === undefined) throw new UserError('its values are not in the model');
  if (unpacked > 0) throw new UserError('its values are stored one by one, expected them in one piece');
  const { offset, length, number } = values;
  const as = number === RAW ? dtype : PACKED[number];
  if (as !== undefined) {
    if (length !== count * bytesOf(as)) {
      throw new UserError(`its values have ${length} bytes, its shape needs ${count * bytesOf(as)}`);
    }
    return {
      info: { ...info, byteOffset: offset },
      read: (signal) => readValues({ reader, offset, dtype: as, count }, signal),
    };
  }
  if (dtype !== 'f16' && dtype !== 'bf16' && !/^[iu]|bool/.test(dtype)) {
    throw new UserError('its values are stored as another type');
  }
  return { info, read: () => varintValues(reader, offset, length, dtype, count) };
}

/** Whole numbers of varying length; small floats are stored as the whole number of their bits. */
async function varintValues(
  reader: RangeReader,
  offset: number,
  length: number,
  dtype: Dtype,
  count: number,
): Promise<Values> {
  const wrong = (message: string) => new UserError(message, { place: { file: reader.file } });
  if (count > length) throw wrong(`${count} values do not fit into ${length} bytes.`);
  const messages = new ProtobufReader(reader, wrong);
  const field = { number: 5, wireType: 2, value: 0, offset, length } as const;
  const numbers = await messages.numbers(field, count);
  if (numbers.length !== count) throw wrong(`A tensor of ${count} values has ${numbers.length}.`);
  if (dtype !== 'f16' && dtype !== 'bf16') {
    const values = emptyValues(dtype, count);
    values.set(numbers);
    return values;
  }
  const bytes = new Uint8Array(Uint16Array.from(numbers).buffer);
  const bits: RangeReader = {
    file: reader.file,
    size: bytes.length,
    read: (start, size) => Promise.resolve(bytes.subarray(start, start + size)),
  };
  return readValues({ reader: bits, offset: 0, dtype, count });
}
