import type { UserError } from '../config/userError';
import type { OnnxTensor } from './onnxMessages';
import { readTensorMessage } from './onnxMessages';
import type { OnnxSparseTensor } from './onnxSparse';
import { readSparseMessage } from './onnxSparse';
import type { Field, ProtobufReader } from './protobuf';

/** A node: which tensors go in and come out, and its attributes that are numbers or words. */
export interface OnnxNode {
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, readonly number[]>;
  readonly words?: ReadonlyMap<string, string>;
}

/** Takes the values of Constant nodes, which are tensors like any other. */
export interface OnnxConstants {
  readonly tensors: OnnxTensor[];
  readonly sparse: OnnxSparseTensor[];
}

const NODE = { input: 1, output: 2, operation: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, float: 2, int: 3, word: 4, tensor: 5, ints: 8, sparse: 22 } as const;

/** Bytes of an attribute that is a word, such as SAME_UPPER; longer ones are of no interest. */
const MOST_WORD = 64;

interface Attribute {
  readonly name: string;
  readonly numbers: readonly number[];
  readonly word?: string;
  readonly tensor?: OnnxTensor;
  readonly sparse?: OnnxSparseTensor;
}

export async function readNode(
  messages: ProtobufReader,
  message: Field,
  constants: OnnxConstants,
  wrong: (message: string) => UserError,
): Promise<OnnxNode> {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const values: Attribute[] = [];
  let operation = '';
  const attributes = new Map<string, readonly number[]>();
  const words = new Map<string, string>();
  for await (const field of messages.fields(message.offset, message.offset + message.length)) {
    if (field.number === NODE.input) inputs.push(await messages.text(field));
    else if (field.number === NODE.output) outputs.push(await messages.text(field));
    else if (field.number === NODE.operation) operation = await messages.text(field);
    else if (field.number === NODE.attribute) {
      const attribute = await readAttribute(messages, field, wrong);
      if (attribute.numbers.length > 0) attributes.set(attribute.name, attribute.numbers);
      if (attribute.word !== undefined) words.set(attribute.name, attribute.word);
      if (attribute.tensor !== undefined || attribute.sparse !== undefined) values.push(attribute);
    }
  }
  const [name] = outputs;
  if (operation === 'Constant' && values.length === 1 && outputs.length === 1 && name !== undefined) {
    const { tensor, sparse } = values[0]!;
    if (tensor !== undefined && tensor.shape.length > 0) constants.tensors.push({ ...tensor, name });
    if (sparse !== undefined) constants.sparse.push({ ...sparse, name, values: { ...sparse.values, name } });
  }
  return { operation, inputs, outputs, attributes, ...(words.size === 0 ? {} : { words }) };
}

async function readAttribute(
  messages: ProtobufReader,
  message: Field,
  wrong: (message: string) => UserError,
): Promise<Attribute> {
  let name = '';
  let word: string | undefined;
  let tensor: OnnxTensor | undefined;
  let sparse: OnnxSparseTensor | undefined;
  const numbers: number[] = [];
  for await (const field of messages.fields(message.offset, message.offset + message.length)) {
    if (field.number === ATTRIBUTE.name) name = await messages.text(field);
    else if (field.number === ATTRIBUTE.int && field.wireType === 0) numbers.push(field.value);
    else if (field.number === ATTRIBUTE.float && field.wireType === 5)
      numbers.push(await messages.float(field));
    else if (field.number === ATTRIBUTE.ints) numbers.push(...(await messages.numbers(field, 1024)));
    else if (field.number === ATTRIBUTE.word && field.wireType === 2) {
      if (field.length <= MOST_WORD) word = await messages.text(field);
    } else if (field.number === ATTRIBUTE.tensor && field.wireType === 2) {
      tensor = await readTensorMessage(messages, field, wrong);
    } else if (field.number === ATTRIBUTE.sparse && field.wireType === 2) {
      sparse = await readSparseMessage(messages, field, wrong);
    }
  }
  return {
    name,
    numbers,
    ...(word === undefined ? {} : { word }),
    ...(tensor === undefined ? {} : { tensor }),
    ...(sparse === undefined ? {} : { sparse }),
  };
}
