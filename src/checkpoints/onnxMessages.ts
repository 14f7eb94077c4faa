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

/** A node: which tensors go in and come out, and its whole numbers. */
export interface OnnxNode {
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, readonly number[]>;
}

const TENSOR = { dims: 1, type: 2, segment: 3, name: 8, raw: 9, external: 13, location: 14 } as const;
/** float_data, int32_data, int64_data, double_data and uint64_data. */
const VALUE_FIELDS: ReadonlySet<number> = new Set([4, 5, 7, 9, 10, 11]);
const NODE = { input: 1, output: 2, operation: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, int: 3, tensor: 5, ints: 8 } as const;
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

/** @param tensors takes the value of a Constant node, which is a tensor like any other */
export async function readNode(
  messages: ProtobufReader,
  message: Field,
  tensors: OnnxTensor[],
  wrong: (message: string) => UserError,
): Promise<OnnxNode> {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const constants: OnnxTensor[] = [];
  let operation = '';
  const attributes = new Map<string, readonly number[]>();
  for await (const field of messages.fields(message.offset, message.offset + message.length)) {
    if (field.number === NODE.input) inputs.push(await messages.text(field));
    else if (field.number === NODE.output) outputs.push(await messages.text(field));
    else if (field.number === NODE.operation) operation = await messages.text(field);
    else if (field.number === NODE.attribute) {
      const { name, numbers, tensor } = await readAttribute(messages, field, wrong);
      if (numbers.length > 0) attributes.set(name, numbers);
      if (tensor !== undefined) constants.push(tensor);
    }
  }
  if (operation === 'Constant' && constants.length === 1 && outputs.length === 1) {
    const [constant] = constants as [OnnxTensor];
    if (constant.shape.length > 0) tensors.push({ ...constant, name: outputs[0]! });
  }
  return { operation, inputs, outputs, attributes };
}

async function readAttribute(
  messages: ProtobufReader,
  message: Field,
  wrong: (message: string) => UserError,
): Promise<{ readonly name: string; readonly numbers: readonly number[]; readonly tensor?: OnnxTensor }> {
  let name = '';
  let tensor: OnnxTensor | undefined;
  const numbers: number[] = [];
  for await (const field of messages.fields(message.offset, message.offset + message.length)) {
    if (field.number === ATTRIBUTE.name) name = await messages.text(field);
    else if (field.number === ATTRIBUTE.int && field.wireType === 0) numbers.push(field.value);
    else if (field.number === ATTRIBUTE.ints) numbers.push(...(await messages.numbers(field, 1024)));
    else if (field.number === ATTRIBUTE.tensor && field.wireType === 2) {
      tensor = await readTensorMessage(messages, field, wrong);
    }
  }
  return { name, numbers, ...(tensor === undefined ? {} : { tensor }) };
}
