import { sizeOf } from '../config/networkPlan';
import type { StoredTensor, TensorInfo } from './checkpoint';
import type { Dtype, Values } from './dtypes';
import { bytesOf, decodeInto, emptyValues } from './dtypes';
import type { RangeReader } from './rangeReader';

/** Bytes decoded at once: what is read can be cancelled between pieces. */
const PIECE = 2 ** 24;

/** A run of values in a file. */
export interface StoredRange {
  readonly reader: RangeReader;
  /** Of the first value, in bytes. */
  readonly offset: number;
  readonly dtype: Dtype;
  readonly count: number;
  readonly littleEndian?: boolean;
}

/** Reads values that lie one after the other. @throws UserError where the file does not have them */
export async function readValues(range: StoredRange, signal?: AbortSignal): Promise<Values> {
  const { reader, offset, dtype, count, littleEndian } = range;
  const size = bytesOf(dtype);
  const perPiece = PIECE / size;
  const values = emptyValues(dtype, count);
  for (let done = 0; done < count; done += perPiece) {
    signal?.throwIfAborted();
    const length = Math.min(perPiece, count - done);
    decodeInto(values, done, await reader.read(offset + done * size, length * size), dtype, littleEndian);
  }
  return values;
}

/** A tensor whose values lie row by row in one range of a file. */
export function contiguousTensor(
  reader: RangeReader,
  info: Omit<TensorInfo, 'byteLength' | 'byteOffset' | 'dtype'>,
  range: { readonly offset: number; readonly dtype: Dtype; readonly littleEndian?: boolean },
  shownOffset = range.offset,
): StoredTensor {
  const count = sizeOf(info.shape);
  return {
    info: { ...info, dtype: range.dtype, byteLength: count * bytesOf(range.dtype), byteOffset: shownOffset },
    read: (signal) => readValues({ reader, count, ...range }, signal),
  };
}

/** Strides of values that lie row by row. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/**
 * Puts values into the order of their rows.
 * @param strides of each axis, in values; every index they lead to is within `values`
 */
export function gather(values: Values, shape: readonly number[], strides: readonly number[]): Values {
  const size = sizeOf(shape);
  const result = values instanceof Float64Array ? new Float64Array(size) : new Float32Array(size);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < size; to++) {
    result[to] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}
