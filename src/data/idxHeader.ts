import { UserError } from '../config/userError';

export type IdxType = 'uint8' | 'int8' | 'int16' | 'int32' | 'float32' | 'float64';

/** What the values are, by the first bytes of the file. */
export interface IdxHeader {
  readonly type: IdxType;
  readonly dimensions: readonly number[];
  /** Where the values begin, bytes. */
  readonly start: number;
}

const TYPES: Readonly<Record<number, readonly [IdxType, bytes: number]>> = {
  0x08: ['uint8', 1],
  0x09: ['int8', 1],
  0x0b: ['int16', 2],
  0x0c: ['int32', 4],
  0x0d: ['float32', 4],
  0x0e: ['float64', 8],
};
/** Bytes a value takes. */
export const BYTES = Object.fromEntries(Object.values(TYPES)) as Record<IdxType, number>;

/** The longest header: a magic number and 255 sizes. */
export const MAX_HEADER = 4 + 4 * 255;

/** Reads the magic number and the sizes from a file's first bytes. */
export function parseHeader(bytes: Uint8Array, file: string): IdxHeader {
  const known = TYPES[bytes[2] ?? -1];
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0 || known === undefined) {
    const found = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw broken(
      file,
      `it begins with ${found === '' ? 'nothing' : found}; an IDX file begins with 00 00, a type (08, 09, 0b, 0c, 0d, 0e) and the number of dimensions`,
    );
  }
  const count = bytes[3]!;
  const start = 4 + 4 * count;
  if (bytes.length < start) throw broken(file, `it is cut short within its header of ${start} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimensions = Array.from({ length: count }, (_, i) => view.getUint32(4 + 4 * i));
  if (count === 0 || dimensions.includes(0)) {
    throw broken(file, `its header declares ${dimensions.join(' x ') || 'no'} values; there must be some`);
  }
  return { type: known[0], dimensions, start };
}

/** Refuses a file that holds fewer or more bytes than its header declares. */
export function checkLength(header: IdxHeader, found: number, file: string): void {
  const declared = header.start + totalBytes(header);
  if (found === declared) return;
  const held = `it holds ${found} bytes, but its header declares ${describe(header)}`;
  throw broken(file, found < declared ? `it is cut short: ${held}` : `it is too long: ${held}`);
}

/** Bytes of all values together, as declared. */
export function totalBytes(header: IdxHeader): number {
  return header.dimensions.reduce((product, size) => product * size, BYTES[header.type]);
}

export function describe(header: IdxHeader): string {
  return `${header.dimensions.join(' x ')} values of type ${header.type} (${header.start + totalBytes(header)} bytes in all)`;
}

export function broken(file: string, what: string): UserError {
  return new UserError(`not a usable IDX file: ${what}`, {
    place: { file },
    hint: 'Download or write the file again; it may be an error page, cut short or of another format.',
  });
}
