import { createHash } from 'node:crypto';
import type { DataOptions } from '../config/data';
import type { Dataset } from '../data/dataset';

/** Bytes hashed at once; the hash takes no more than 2 GiB. */
const CHUNK = 1 << 26;

/**
 * What tells a data set from others of as many samples: a digest of all stored values and labels, about a second a
 * gigabyte.
 *
 * @returns undefined for data that are drawn: they follow from the config, and another machine's sines and cosines,
 * which may differ in their last bits, are no reason to refuse them
 */
export function digestOf({ train, validation, test }: Dataset, options: DataOptions): string | undefined {
  if (!('path' in options)) return undefined;
  const hash = createHash('sha1');
  for (const { samples, labels } of [train, ...(validation === undefined ? [] : [validation]), test]) {
    for (const { buffer, byteOffset, byteLength } of [samples, labels]) {
      for (let done = 0; done < byteLength; done += CHUNK) {
        hash.update(new Uint8Array(buffer, byteOffset + done, Math.min(CHUNK, byteLength - done)));
      }
    }
  }
  return `sha1:${hash.digest('hex')}`;
}
