import type { ChartLine } from './lines';

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/** A text that is another one once any of the lines' numbers are: lines are made anew with each rendering, columns are not. */
export function numbersOf(lines: readonly ChartLine[]): string {
  return lines.map(({ key, x, y }) => [key, identity(x), identity(y)].join(' ')).join('\n');
}

/** A text that tells a column's rows from all others. */
function identity(column: Float64Array): string {
  let number = identities.get(column.buffer);
  if (number === undefined) identities.set(column.buffer, (number = ++lastIdentity));
  return `${number}+${column.byteOffset}+${column.length}`;
}
