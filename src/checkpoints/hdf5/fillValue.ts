import type { Dtype } from '../dtypes';
import { bytesOf, decodeInto, emptyValues } from '../dtypes';
import type { Hdf5Bytes } from './bytes';
import type { HeaderMessage } from './objectHeader';

/** The message of HDF5 before 1.6, and the one since. */
const OLD = 4;
const FILL = 5;

/**
 * What values have that were never written: HDF5 File Format Specification 3.0, IV.A.2.e and f. Zero where the data set
 * names none, undefined where it says that there is none.
 *
 * @throws UserError where it is of an unknown version or not of the data set's type
 */
export function fillValue(
  file: Hdf5Bytes,
  messages: readonly HeaderMessage[],
  dtype: Dtype,
  littleEndian: boolean,
): number | undefined {
  const bytes = fillBytes(file, messages);
  if (bytes === undefined || bytes.length === 0) return bytes && 0;
  if (bytes.length !== bytesOf(dtype)) {
    throw file.wrong(`A fill value has ${bytes.length} bytes, expected ${bytesOf(dtype)}.`);
  }
  const values = emptyValues(dtype, 1);
  decodeInto(values, 0, bytes, dtype, littleEndian);
  return values[0];
}

/** Empty for the default; undefined where there is none. */
function fillBytes(file: Hdf5Bytes, messages: readonly HeaderMessage[]): Uint8Array | undefined {
  const message = messages.find(({ type }) => type === FILL) ?? messages.find(({ type }) => type === OLD);
  if (message === undefined) return new Uint8Array(0);
  const { type, content } = message;
  if (type === OLD) return content.block(content.u32()).bytes;
  const version = content.u8();
  if (version === 3) {
    const flags = content.u8();
    if (flags & 16) return undefined;
    return flags & 32 ? content.block(content.u32()).bytes : new Uint8Array(0);
  }
  if (version !== 1 && version !== 2) throw file.wrong(`A fill value is of the version ${version}.`);
  content.skip(2);
  if (content.u8() === 0) return undefined;
  return content.block(content.u32()).bytes;
}
