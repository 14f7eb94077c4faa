import { isShape } from '../checkpoint';
import type { Dtype } from '../dtypes';
import type { Block, Hdf5Bytes } from './bytes';
import type { ChunkedLayout } from './chunkedLayout';
import { readChunkedLayout } from './chunkedLayout';
import { fillValue } from './fillValue';
import type { HeaderMessage } from './objectHeader';

/** Where a data set's values are. */
export type DataLayout =
  | { readonly kind: 'contiguous'; readonly address: number; readonly size: number }
  | { readonly kind: 'compact'; readonly bytes: Uint8Array }
  | ChunkedLayout;

/** A data set as its header describes it. */
export interface Dataset {
  readonly shape: readonly number[];
  readonly dtype?: Dtype;
  readonly littleEndian: boolean;
  /** The type in words where it cannot be read. */
  readonly typeName: string;
  readonly layout?: DataLayout;
  /** Of what was never written; undefined where the file has no value for it. */
  readonly fill?: number | undefined;
  /** Why the values cannot be read. */
  readonly unreadable?: string;
}

const DATASPACE = 1;
const DATATYPE = 3;
const EXTERNAL = 7;
const LAYOUT = 8;
const FILTERS = 11;

const OPAQUE_KIND = 5;
/** The type of two bytes without a meaning of their own, as which h5py stores bfloat16. */
export const OPAQUE = 'opaque values of two bytes';

/** Classes of types that hold no numbers. */
const OTHER_KINDS: Readonly<Record<number, string>> = {
  2: 'times',
  3: 'texts',
  4: 'bit fields',
  [OPAQUE_KIND]: 'opaque values',
  6: 'compound values',
  7: 'references',
  8: 'enumerations',
  9: 'texts',
  10: 'arrays',
  11: 'complex numbers',
};

export function isDataset(messages: readonly HeaderMessage[]): boolean {
  return messages.some(({ type }) => type === LAYOUT);
}

/** HDF5 File Format Specification 3.0, IV.A.2. */
export function readDataset(file: Hdf5Bytes, messages: readonly HeaderMessage[]): Dataset {
  const content = (type: number) => messages.find((message) => message.type === type)?.content;
  const [space, type, layout] = [content(DATASPACE), content(DATATYPE), content(LAYOUT)];
  if (space === undefined || type === undefined || layout === undefined) {
    throw file.wrong('A data set has no shape, type or values.');
  }
  const { shape, maxShape } = readShape(file, space);
  const number = readType(type);
  const filters = content(FILTERS);
  const found = readLayout(file, layout, maxShape, filters === undefined ? [] : readFilters(file, filters));
  if (typeof found === 'string') return { shape, ...number, unreadable: found };
  if (content(EXTERNAL) !== undefined) {
    return { shape, ...number, unreadable: 'its values lie in other files, which Racecar does not read' };
  }
  const { dtype, littleEndian } = number;
  const fill = dtype === undefined ? undefined : fillValue(file, messages, dtype, littleEndian);
  return { shape, ...number, layout: found, fill };
}

/** The lengths of the axes, and the most that each may have: -1 for any. */
function readShape(
  file: Hdf5Bytes,
  content: Block,
): { readonly shape: readonly number[]; readonly maxShape: readonly number[] } {
  const version = content.u8();
  const rank = content.u8();
  const hasMost = (content.u8() & 1) !== 0;
  content.skip(version === 1 ? 5 : 1);
  const shape = Array.from({ length: rank }, () => content.length());
  if (!isShape(shape)) throw file.wrong(`A data set has the shape [${String(shape)}].`);
  return { shape, maxShape: hasMost ? shape.map(() => content.length()) : shape };
}

function readType(content: Block): Pick<Dataset, 'dtype' | 'littleEndian' | 'typeName'> {
  const kind = content.u8() & 15;
  const flags = content.u8();
  content.skip(2);
  const size = content.u32();
  const littleEndian = (flags & 1) === 0;
  const readable = (dtype: Dtype | undefined, typeName: string) => ({
    littleEndian,
    typeName,
    ...(dtype === undefined ? {} : { dtype }),
  });
  if (kind === 0) {
    const name = `${flags & 8 ? 'i' : 'u'}${8 * size}`;
    return readable([1, 2, 4, 8].includes(size) ? (name as Dtype) : undefined, name);
  }
  if (kind === 1) {
    content.skip(5);
    const exponentBits = content.u8();
    const names: Readonly<Record<string, Dtype>> = {
      '2,5': 'f16',
      '2,8': 'bf16',
      '4,8': 'f32',
      '8,11': 'f64',
    };
    return readable(names[`${size},${exponentBits}`], `float of ${size} bytes`);
  }
  // h5py stores bool as an enumeration of one byte.
  if (kind === 8 && size === 1) return readable('bool', 'bool');
  if (kind === OPAQUE_KIND && size === 2) return readable(undefined, OPAQUE);
  return readable(undefined, OTHER_KINDS[kind] ?? `type class ${kind}`);
}

function readLayout(
  file: Hdf5Bytes,
  content: Block,
  maxShape: readonly number[],
  filters: readonly number[],
): DataLayout | string {
  const version = content.u8();
  if (version < 3 || version > 5) return `its layout has the version ${version}, which Racecar does not read`;
  const kind = content.u8();
  if (kind === 0) return { kind: 'compact', bytes: content.block(content.u16()).bytes };
  if (kind === 1) return { kind: 'contiguous', address: content.offset(), size: content.length() };
  if (kind === 2) return readChunkedLayout(file, content, version, maxShape, filters);
  return kind === 3
    ? 'it is a virtual data set, whose values lie in others, which Racecar does not read'
    : `its values are laid out in a way (${kind}) that Racecar does not read`;
}

/** The numbers of the filters: 1 deflate, 2 shuffle, 3 a checksum. */
function readFilters(file: Hdf5Bytes, content: Block): number[] {
  const version = content.u8();
  const count = content.u8();
  if (version === 1) content.skip(6);
  return Array.from({ length: count }, () => {
    const id = content.u16();
    const nameLength = version === 1 || id >= 256 ? content.u16() : 0;
    content.skip(2);
    const values = content.u16();
    content.skip(version === 1 ? 8 * Math.ceil(nameLength / 8) : nameLength);
    content.skip(4 * values + (version === 1 && values % 2 === 1 ? 4 : 0));
    if (version > 2) throw file.wrong('Its filters are of an unknown version.');
    return id;
  });
}
