/**
 * Writes messages in the wire format of protocol buffers (https://protobuf.dev/programming-guides/encoding): what an
 * ONNX model is made of, and no more.
 */
export class ProtobufWriter {
  private readonly parts: Uint8Array[] = [];

  /** A whole number; negative ones as 64-bit two's complement. */
  varint(field: number, value: number): this {
    return this.bytes(...tag(field, 0), ...varintBytes(BigInt.asUintN(64, BigInt(value))));
  }

  float(field: number, value: number): this {
    return this.bytes(...tag(field, 5), ...new Uint8Array(Float32Array.of(value).buffer));
  }

  text(field: number, value: string): this {
    return this.block(field, new TextEncoder().encode(value));
  }

  message(field: number, content: ProtobufWriter): this {
    return this.block(field, content.finish());
  }

  /** The bytes of an array as they are in memory, lowest byte first on every platform that Node runs on here. */
  raw(field: number, data: ArrayBufferView): this {
    return this.block(field, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }

  finish(): Uint8Array {
    const result = new Uint8Array(this.parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of this.parts) {
      result.set(part, offset);
      offset += part.length;
    }
    return result;
  }

  private block(field: number, content: Uint8Array): this {
    this.bytes(...tag(field, 2), ...varintBytes(BigInt(content.length)));
    this.parts.push(content);
    return this;
  }

  private bytes(...values: number[]): this {
    this.parts.push(Uint8Array.from(values));
    return this;
  }
}

const tag = (field: number, wireType: number) => varintBytes(BigInt(field * 8 + wireType));

/** Seven bits a byte, lowest first; the top bit says that more follow. */
function varintBytes(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return bytes;
}
