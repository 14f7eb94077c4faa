import type { Field, ProtobufReader } from './protobuf';

/** Fields of ValueInfoProto, TypeProto, its Tensor, TensorShapeProto and its Dimension. */
const VALUE = { name: 1, type: 2 } as const;
const TYPE_TENSOR = 1;
const TENSOR_SHAPE = 2;
const SHAPE_DIMENSION = 1;
const DIMENSION_LENGTH = 1;

/** Name and shape of a graph's input; a length that is open, such as the batch's, is 0. */
export async function readInput(
  messages: ProtobufReader,
  message: Field,
): Promise<{ readonly name: string; readonly shape: readonly number[] }> {
  let name = '';
  const shape: number[] = [];
  for await (const field of inside(messages, message)) {
    if (field.number === VALUE.name) name = await messages.text(field);
    else if (field.number === VALUE.type) {
      for await (const type of inside(messages, field, TYPE_TENSOR)) {
        for await (const lengths of inside(messages, type, TENSOR_SHAPE)) {
          for await (const dimension of inside(messages, lengths, SHAPE_DIMENSION)) {
            shape.push(await lengthOf(messages, dimension));
          }
        }
      }
    }
  }
  return { name, shape };
}

async function lengthOf(messages: ProtobufReader, dimension: Field): Promise<number> {
  let length = 0;
  for await (const field of inside(messages, dimension)) {
    if (field.number === DIMENSION_LENGTH && field.wireType === 0) length = field.value;
  }
  return length;
}

/** The fields of a message within a message; only those of a number where one is given, which are messages too. */
async function* inside(messages: ProtobufReader, { wireType, offset, length }: Field, number?: number) {
  if (wireType !== 2) return;
  for await (const field of messages.fields(offset, offset + length)) {
    if (number === undefined || (field.number === number && field.wireType === 2)) yield field;
  }
}
