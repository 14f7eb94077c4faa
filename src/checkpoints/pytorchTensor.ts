import { sizeOf } from '../config/networkPlan';
import { UserError } from '../config/userError';
import type { StoredTensor, TensorInfo } from './checkpoint';
import { isShape } from './checkpoint';
import type { Dtype, Values } from './dtypes';
import { bytesOf } from './dtypes';
import type { NamedTensor } from './pickle/findTensors';
import type { PickleQuantiser, PickleTensor } from './pickle/values';
import type { RangeReader } from './rangeReader';
import { gather, readValues, rowMajorStrides } from './storedValues';

/** Where the bytes of a storage are. */
export interface StorageRange {
  readonly reader: RangeReader;
  readonly offset: number;
  readonly size: number;
  readonly littleEndian: boolean;
}

/** The storage of a key, or why it is not there. */
type StorageOf = (key: string) => Promise<StorageRange | string>;

const STORAGE_TYPES: Readonly<Record<string, Dtype>> = {
  DoubleStorage: 'f64',
  FloatStorage: 'f32',
  HalfStorage: 'f16',
  BFloat16Storage: 'bf16',
  Float8_e4m3fnStorage: 'f8_e4m3',
  Float8_e5m2Storage: 'f8_e5m2',
  LongStorage: 'i64',
  IntStorage: 'i32',
  ShortStorage: 'i16',
  CharStorage: 'i8',
  ByteStorage: 'u8',
  BoolStorage: 'bool',
  QInt8Storage: 'i8',
  QUInt8Storage: 'u8',
  QInt32Storage: 'i32',
};

/** Names of types as they are written beside untyped storages. */
const TYPES: Readonly<Record<string, Dtype>> = {
  float64: 'f64',
  float32: 'f32',
  float16: 'f16',
  bfloat16: 'bf16',
  float8_e4m3fn: 'f8_e4m3',
  float8_e5m2: 'f8_e5m2',
  int64: 'i64',
  int32: 'i32',
  int16: 'i16',
  int8: 'i8',
  uint64: 'u64',
  uint32: 'u32',
  uint16: 'u16',
  uint8: 'u8',
  bool: 'bool',
};

/** Values that a view may span in its storage. */
const SPAN_LIMIT = 2 ** 28;
/** Scales of a quantised tensor: more than any has channels, or words an embedding. */
const MOST_SCALES = 2 ** 20;

/** A tensor of a pickle with the way to its values. */
export async function pytorchTensor(
  { name, tensor, use }: NamedTensor,
  fileName: string,
  storageOf: StorageOf,
): Promise<StoredTensor> {
  const stored = await storedTensor(name, tensor, fileName, storageOf);
  return use === undefined ? stored : { ...stored, use };
}

async function storedTensor(
  name: string,
  tensor: PickleTensor,
  fileName: string,
  storageOf: StorageOf,
): Promise<StoredTensor> {
  const dtype = dtypeOf(tensor);
  const { shape, strides } = tensor;
  const typeName = tensor.dtype ?? tensor.storage.type.replace(/Storage$/, '').toLowerCase();
  const isOrdered =
    !isShape(shape) ||
    shape.length < 2 ||
    sizeOf(shape) === 0 ||
    strides.join() === rowMajorStrides(shape).join();
  const info: TensorInfo = {
    name,
    shape,
    dtype: dtype ?? typeName,
    byteLength: dtype === undefined || !isShape(shape) ? 0 : sizeOf(shape) * bytesOf(dtype),
    file: fileName,
    ...(isOrdered ? {} : { strides }),
    ...(tensor.quantiser === undefined ? {} : { quantisation: quantiserText(tensor.quantiser) }),
  };
  const refuse = (unreadable: string): StoredTensor => ({ info: { ...info, unreadable } });
  if (!isShape(shape)) return refuse(`it has the shape [${String(shape)}]`);
  if (dtype === undefined) return refuse(`Racecar does not read numbers of the type ${typeName}`);
  const unfit = tensor.quantiser === undefined ? undefined : unfitScales(shape, tensor.quantiser);
  if (unfit !== undefined) return refuse(unfit);
  const storage = await storageOf(tensor.storage.key);
  if (typeof storage === 'string') return refuse(storage);
  const span =
    sizeOf(shape) === 0 ? 0 : 1 + shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, 0);
  const first = tensor.offset + tensor.storage.viewOffset;
  const end = (first + span) * bytesOf(dtype);
  if (!Number.isSafeInteger(end) || end > storage.size) {
    return refuse(`it takes ${end} bytes of its storage, which has ${storage.size}`);
  }
  const offset = storage.offset + first * bytesOf(dtype);
  const { reader, littleEndian } = storage;
  return {
    info: { ...info, byteOffset: offset },
    async read(signal) {
      if (span > SPAN_LIMIT) throw new UserError(`Tensor "${name}" spans ${span} values of its storage.`);
      const range = { reader, offset, dtype, count: span, littleEndian };
      const values = await readValues(range, signal);
      const rows = isOrdered && span === sizeOf(shape) ? values : gather(values, shape, strides);
      return tensor.quantiser === undefined
        ? rows
        : dequantised(rows, shape, tensor.quantiser, (each) => readAlong(each, storageOf));
    },
  };
}

function dtypeOf({ dtype, storage }: PickleTensor): Dtype | undefined {
  if (dtype !== undefined) return Object.hasOwn(TYPES, dtype) ? TYPES[dtype] : undefined;
  return Object.hasOwn(STORAGE_TYPES, storage.type) ? STORAGE_TYPES[storage.type] : undefined;
}

function quantiserText(quantiser: PickleQuantiser): string {
  if (quantiser.kind === 'channel')
    return `(q - zero point) * scale, one of each along axis ${quantiser.axis}`;
  return `(q - ${quantiser.zeroPoint}) * ${quantiser.scale}`;
}

/** Why a quantiser's scales are not those of a shape. Told before they are read: a view can claim any number of them. */
function unfitScales(shape: readonly number[], quantiser: PickleQuantiser): string | undefined {
  if (quantiser.kind === 'tensor') return undefined;
  const { axis, scales, zeroPoints } = quantiser;
  const channels = shape[axis];
  if (channels === undefined) return `its scales go along axis ${axis}, which it does not have`;
  if (channels > MOST_SCALES) return `it has ${channels} scales, at most ${MOST_SCALES} are read`;
  for (const each of [scales, zeroPoints]) {
    if (!isShape(each.shape) || sizeOf(each.shape) !== channels) {
      return `it has ${channels} channels and scales or zero points of the shape [${String(each.shape)}]`;
    }
  }
  return undefined;
}

async function readAlong(tensor: PickleTensor, storageOf: StorageOf): Promise<Values> {
  const { read, info } = await storedTensor('its scales', tensor, '', storageOf);
  if (read === undefined)
    throw new UserError(`The scales of a quantised tensor cannot be read: ${info.unreadable}.`);
  return read();
}

async function dequantised(
  values: Values,
  shape: readonly number[],
  quantiser: PickleQuantiser,
  read: (tensor: PickleTensor) => Promise<Values>,
): Promise<Float32Array> {
  if (quantiser.kind === 'tensor') {
    const { scale, zeroPoint } = quantiser;
    return Float32Array.from(values, (value) => (value - zeroPoint) * scale);
  }
  const { axis } = quantiser;
  const scales = await read(quantiser.scales);
  const zeroPoints = await read(quantiser.zeroPoints);
  const groups = shape[axis]!;
  const inner = sizeOf(shape.slice(axis + 1));
  return Float32Array.from(values, (value, index) => {
    const group = Math.floor(index / inner) % groups;
    return (value - zeroPoints[group]!) * scales[group]!;
  });
}
