import type { Difference } from './difference';
import { formatAbsolute, formatRelative } from './formatValue';
import type { ShownCell, ShownTable } from './shownTable';
import type { TableColumn } from './tableColumn';

/** Whether a value is the last logged of a run that records it at its end only when it gets there. */
export function isProvisional({ step }: ShownCell, { id }: TableColumn): boolean {
  return step !== undefined && /^(final|penalty)\./.test(id);
}

/** Whether any value of a table is one. */
export function hasProvisional({ rows, columns }: ShownTable): boolean {
  return rows.some(({ cells }) => cells.some((cell, i) => isProvisional(cell, columns[i]!)));
}

/** A difference in the column's unit, and in per cent where that is another one: "+0.012 (+3.4 %)", "±0.0 pp". */
export function differenceSize({ absolute, relative }: Difference, { format }: TableColumn): string {
  const size = formatAbsolute(absolute, format);
  if (absolute === 0 || relative === undefined || format === 'share') return size;
  return `${size} (${formatRelative(relative)})`;
}
