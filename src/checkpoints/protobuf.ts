import type { UserError } from '../config/userError';
import type { RangeReader } from './rangeReader';

/** A field of a message. Of a length-delimited one only where it lies. */
export interface Field {
  readonly number: number;
  /** 0: a whole number, 1 and 5: eight and four bytes, 2: `length` bytes at `offset`. */
  readonly wireType: 0 | 1 | 2 | 5;
  /** Of a whole number; exact up to 2^53, negative where its 64 bits are. */
  readonly value: number;
  readonly offset: number;
  readonly length: number;
}

const WINDOW = 2 ** 16;

/**
 * Walks through messages of protocol buffers (https://protobuf.dev/programming-guides/encoding) without reading what
 * is passed over: an ONNX model of gigabytes costs a window for each of its tensors.
 */
export class ProtobufReader {
  private window: Uint8Array = new Uint8Array(0);
  private windowStart = 0;

  constructor(
    private readonly reader: RangeReader,
    private readonly wrong: (message: string) => UserError,
  ) {}

  /** The fields of the message at start … end-1. */
  async *fields(start: number, end: number): AsyncGenerator<Field> {
    let at = start;
    while (at < end) {
      const tag = await this.varint(at, end);
      const number = Number(tag.value >> 3n);
      const wireType = Number(tag.value & 7n);
      if (number === 0) throw this.wrong(`There is no field at byte ${at}.`);
      at = tag.next;
      let field: Field;
      if (wireType === 0) {
        const { value, next } = await this.varint(at, end);
        field = { number, wireType, value: Number(BigInt.asIntN(64, value)), offset: at, length: next - at };
      } else if (wireType === 1 || wireType === 5) {
        field = { number, wireType, value: 0, offset: at, length: wireType === 1 ? 8 : 4 };
      } else if (wireType === 2) {
        const { value, next } = await this.varint(at, end);
        if (value > BigInt(end - next)) {
          throw this.wrong(
            `Field ${number} at byte ${at} is said to have ${value} bytes, ${end - next} are left.`,
          );
        }
        field = { number, wireType, value: 0, offset: next, length: Number(value) };
      } else {
        throw this.wrong(`The field at byte ${at} has the type ${wireType}, which messages do not have.`);
      }
      at = field.offset + field.length;
      if (at > end) throw this.wrong(`Field ${number} is cut off.`);
      yield field;
    }
  }

  /** The text of a field. @param limit beyond which it is refused */
  async text(field: Field, limit = WINDOW): Promise<string> {
    if (field.wireType !== 2) throw this.wrong(`Field ${field.number} is not a text.`);
    if (field.length > limit) throw this.wrong(`A text of ${field.length} bytes is too long to be one.`);
    return new TextDecoder().decode(await this.bytes(field.offset, field.length));
  }

  /** The float32 of a field of four bytes. */
  async float(field: Field): Promise<number> {
    const { buffer, byteOffset } = await this.bytes(field.offset, 4);
    return new DataView(buffer, byteOffset, 4).getFloat32(0, true);
  }

  /** The whole numbers of a repeated field, packed or not. */
  async numbers(field: Field, limit: number): Promise<number[]> {
    if (field.wireType === 0) return [field.value];
    if (field.wireType !== 2) throw this.wrong(`Field ${field.number} does not hold whole numbers.`);
    const values: number[] = [];
    const end = field.offset + field.length;
    for (let at = field.offset; at < end;) {
      if (values.length >= limit) throw this.wrong(`Field ${field.number} holds more than ${limit} numbers.`);
      const { value, next } = await this.varint(at, end);
      values.push(Number(BigInt.asIntN(64, value)));
      at = next;
    }
    return values;
  }

  async bytes(offset: number, length: number): Promise<Uint8Array> {
    const start = offset - this.windowStart;
    if (start >= 0 && start + length <= this.window.length)
      return this.window.subarray(start, start + length);
    const wanted = Math.min(Math.max(length, WINDOW), this.reader.size - offset);
    const read = await this.reader.read(offset, Math.max(wanted, length));
    if (length <= WINDOW) {
      this.window = read;
      this.windowStart = offset;
    }
    return read.subarray(0, length);
  }

  private async varint(at: number, end: number): Promise<{ readonly value: bigint; readonly next: number }> {
    const bytes = await this.bytes(at, Math.min(10, end - at));
    let value = 0n;
    for (const [index, byte] of bytes.entries()) {
      value |= BigInt(byte & 127) << BigInt(7 * index);
      if (byte < 128) return { value: BigInt.asUintN(64, value), next: at + index + 1 };
    }
    throw this.wrong(`The number at byte ${at} has no end.`);
  }
}
