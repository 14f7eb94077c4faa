import { UserError } from '../config/userError';
import { BYTES, totalBytes, type IdxHeader, type IdxType } from './idxHeader';

/** Big-endian values as bytes or float32; a value that is not finite names its sample. */
export function decodeValues(bytes: Uint8Array, header: IdxHeader, file: string): Uint8Array | Float32Array {
  if (header.type === 'uint8') return bytes;
  const width = BYTES[header.type];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read: Record<IdxType, (offset: number) => number> = {
    uint8: (offset) => view.getUint8(offset),
    int8: (offset) => view.getInt8(offset),
    int16: (offset) => view.getInt16(offset),
    int32: (offset) => view.getInt32(offset),
    float32: (offset) => view.getFloat32(offset),
    float64: (offset) => view.getFloat64(offset),
  };
  const at = read[header.type];
  const values = new Float32Array(bytes.length / width);
  const valuesPerSample = totalBytes(header) / width / header.dimensions[0]!;
  for (let i = 0; i < values.length; i++) {
    values[i] = at(i * width);
    if (!Number.isFinite(values[i])) {
      const sample = Math.floor(i / valuesPerSample);
      throw new UserError(
        `sample ${sample} (counted from 0) holds ${at(i * width)}; every value must be a finite float32`,
        {
          place: { file },
          hint: 'Remove the sample or replace the value.',
        },
      );
    }
  }
  return values;
}
