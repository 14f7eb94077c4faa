import type { UserError } from '../../config/userError';

/** A whole number of more bytes is none that a checkpoint holds. */
const MOST_INTEGER_BYTES = 64;

/** The arguments of a pickle's operations, one after the other. What is cut off or too long is refused. */
export class PickleBytes {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    /** Where the next argument begins. */
    public at: number,
    private readonly wrong: (message: string) => UserError,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    return this.bytes[this.take(1)]!;
  }

  u16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  i32(): number {
    return this.view.getInt32(this.take(4), true);
  }

  /** The highest byte comes first, unlike in whole numbers. */
  f64(): number {
    return this.view.getFloat64(this.take(8), false);
  }

  /** The length of a part, in eight bytes. */
  wide(): number {
    const value = this.view.getBigUint64(this.take(8), true);
    if (value > BigInt(this.bytes.length)) throw this.wrong(`The pickle has a part of ${value} bytes.`);
    return Number(value);
  }

  integer(length: number): number | bigint {
    if (length < 0 || length > MOST_INTEGER_BYTES)
      throw this.wrong(`The pickle has a whole number of ${length} bytes.`);
    const start = this.take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.bytes[start + i]!);
    return asNumber(BigInt.asIntN(8 * length, value));
  }

  /** A whole number in digits, or a truth value as protocol 0 writes it. */
  lineNumber(): number | boolean | bigint {
    const text = this.line();
    if (text === '00') return false;
    if (text === '01') return true;
    if (!/^-?\d{1,40}L?$/.test(text)) throw this.wrong('The pickle has a whole number that is none.');
    return asNumber(BigInt(text.replace('L', '')));
  }

  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw this.wrong('The pickle is cut off.');
    const text = this.text(end - this.at);
    this.at++;
    return text;
  }

  text(length: number): string {
    return new TextDecoder().decode(this.blob(length));
  }

  blob(length: number): Uint8Array {
    const start = this.take(length);
    return this.bytes.subarray(start, start + length);
  }

  skip(count: number): void {
    this.take(count);
  }

  private take(count: number): number {
    if (this.at + count > this.bytes.length) throw this.wrong('The pickle is cut off.');
    this.at += count;
    return this.at - count;
  }
}

function asNumber(value: bigint): number | bigint {
  const isExact = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
  return isExact ? Number(value) : value;
}
