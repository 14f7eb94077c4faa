import type { UserError } from '../config/userError';
import { isShape } from './checkpoint';
import type { Field, ProtobufReader } from './protobuf';

/** A TensorProto: what it says, and where its values are. */
export interface OnnxTensor {
  readonly name: string;
  /** Number of the type in TensorProto.DataType. */
  readonly type: number;
  readonly shape: readonly number[];
  /** The field that holds the values: raw_data, or one for a kind of type. */
  readonly values?: Field;
  /** Values that are not packed: a field each. */
  readonly unpacked: number;
  /** Entries of external_data: location, offset, length. */
  readonly external?: Readonly<Record<string, string>>;
}

const TENSOR = { dims: 1, type: 2, segment: 3, name: 8, raw: 9, external: 13, location: 14 } as const;
/** float_data, int32_data, int64_data, double_data and uint64_data. */
const VALUE_FIELDS: ReadonlySet<number> = new Set([4, 5, 7, 9, 10, 11]);
const EXTERNAL_LOCATION = 1;

export async function readTensorMessage(
  messages: ProtobufReader,
  message: Field,
  wrong: (message: string) => UserError,
): Promise<OnnxTensor> {
  let name = '';
  let type = 0;
  let values: Field | undefined;
  let unpacked = 0;
  let isExternal = false;
  const shape: number[] = [];
  const external: Record<string, string> = {};
  for await (const field of messages.fields(message.offset, message.offset + message.length)) {
    if (field.number === TENSOR.dims) shape.push(...(await messages.numbers(field, 64)));
    else if (field.number === TENSOR.type) type = field.value;
    else if (field.number === TENSOR.name) name = await messages.text(field);
    else if (field.number === TENSOR.location) isExternal = field.value === EXTERNAL_LOCATION;
    else if (field.number === TENSOR.external) Object.assign(external, await readEntry(messages, field));
    else if (VALUE_FIELDS.has(field.number)) {
      values = field;
      if (field.wireType !== 2) unpacked++;
    }
  }
  if (!isShape(shape)) throw wrong(`Tensor "${name}" has the shape [${String(shape)}].`);
  return {
    name,
    type,
    shape,
    unpacked,
    ...(values === undefined ? {} : { values }),
    ...(isExternal ? { external } : {}),
  };
}

/** A StringStringEntryProto. */
async function readEntry(messages: ProtobufReader, message: Field): Promise<Record<string, string>> {
  let key = '';
  let value = '';
  for await (const field of messages.fields(message.offset, message.offset + message.length)) {
    if (field.number === 1) key = await messages.text(field);
    else if (field.number === 2) value = await messages.text(field);
  }
  // Only these three mean something to the reader; a key such as __proto__ never becomes one of an object's.
  return key === 'location' || key === 'offset' || key === 'length' ? { [key]: value } : {};
}
