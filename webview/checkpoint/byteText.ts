import { formatNumber } from '../page/numbers';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A number of bytes in the unit that leaves three digits: 401 kB, 13.5 GB. */
export function byteText(bytes: number): string {
  let unit = 0;
  let size = bytes;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? size : formatNumber(Number(size.toPrecision(3)))} ${UNITS[unit]!}`;
}
