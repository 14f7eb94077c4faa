import { sizeOf } from '../config/networkPlan';
import { UserError } from '../config/userError';
import type { StoredTensor } from './checkpoint';
import { isShape } from './checkpoint';
import { listOf } from './lists';
import type { Values } from './dtypes';
import type { OnnxTensor } from './onnxMessages';
import { readTensorMessage } from './onnxMessages';
import type { Field, ProtobufReader } from './protobuf';

/** A SparseTensorProto: the values that are not zero, and where they are. */
export interface OnnxSparseTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: OnnxTensor;
  /** [count], places in the order of rows, or [count, axes]. */
  readonly indices: OnnxTensor;
}

const SPARSE = { values: 1, indices: 2, dims: 3 } as const;

/** Values of a sparse tensor with its zeros that are made: 512 MB. */
const DENSE_LIMIT = 2 ** 27;

/** @throws what `wrong` makes where a part is missing */
export async function readSparseMessage(
  messages: ProtobufReader,
  message: Field,
  wrong: (message: string) => UserError,
): Promise<OnnxSparseTensor> {
  let values: OnnxTensor | undefined;
  let indices: OnnxTensor | undefined;
  const shape: number[] = [];
  for await (const field of messages.fields(message.offset, message.offset + message.length)) {
    if (field.number === SPARSE.dims) shape.push(...(await messages.numbers(field, 64)));
    else if (field.wireType !== 2) continue;
    else if (field.number === SPARSE.values) values = await readTensorMessage(messages, field, wrong);
    else if (field.number === SPARSE.indices) indices = await readTensorMessage(messages, field, wrong);
  }
  if (values === undefined || indices === undefined) throw wrong('A sparse tensor has no values or indices.');
  const { name } = values;
  if (!isShape(shape)) throw wrong(`Sparse tensor "${name}" has the shape [${String(shape)}].`);
  return { name, shape, values, indices };
}

/**
 * A sparse tensor as the dense one that it stands for, made when it is read.
 *
 * @param values   what is not zero, with the tensor's name
 * @param indices  where those are
 */
export function sparseTensor(
  { shape }: OnnxSparseTensor,
  values: StoredTensor,
  indices: StoredTensor,
): StoredTensor {
  const { name, dtype, file } = values.info;
  const count = sizeOf(values.info.shape);
  const info = {
    name,
    dtype,
    file,
    shape,
    byteLength: values.info.byteLength + indices.info.byteLength,
  };
  const unreadable = reasonAgainst(shape, count, values, indices);
  if (unreadable !== undefined) return { info: { ...info, unreadable } };
  return {
    info,
    async read(signal) {
      const stored = await values.read!(signal);
      const places = await indices.read!(signal);
      signal?.throwIfAborted();
      return dense(stored, places, shape, name);
    },
  };
}

function reasonAgainst(
  shape: readonly number[],
  count: number,
  values: StoredTensor,
  indices: StoredTensor,
): string | undefined {
  const own = values.info.unreadable ?? indices.info.unreadable;
  if (own !== undefined || values.read === undefined || indices.read === undefined) {
    return own ?? 'its values are not there';
  }
  if (sizeOf(shape) > DENSE_LIMIT) {
    return `with its zeros it has ${sizeOf(shape)} values, at most ${DENSE_LIMIT} of sparse tensors are made`;
  }
  const { shape: found, dtype } = indices.info;
  const isList = found.length === 1 && found[0] === count;
  const isTable = found.length === 2 && found[0] === count && found[1] === shape.length;
  if (values.info.shape.length === 1 && dtype === 'i64' && (isList || isTable)) return undefined;
  return `it is sparse with ${count} values and ${dtype} indices of the shape [${listOf(found.map(String), 4)}], expected i64 and [${count}] or [${count}, ${shape.length}]`;
}

/** @param places  of each value: its place in the order of rows, or its index along every axis */
function dense(values: Values, places: Values, shape: readonly number[], name: string): Values {
  const size = sizeOf(shape);
  const result = values instanceof Float64Array ? new Float64Array(size) : new Float32Array(size);
  const axes = places.length === values.length ? 1 : shape.length;
  const lengths = axes === 1 ? [size] : shape;
  for (let i = 0; i < values.length; i++) {
    let at = 0;
    for (let axis = 0; axis < axes; axis++) {
      const index = places[i * axes + axis]!;
      if (!(index >= 0 && index < lengths[axis]!)) {
        throw new UserError(
          `Value ${i} of the sparse tensor "${name}" is at ${index}, expected 0 to ${lengths[axis]! - 1}.`,
        );
      }
      at = at * lengths[axis]! + index;
    }
    result[at] = values[i]!;
  }
  return result;
}
