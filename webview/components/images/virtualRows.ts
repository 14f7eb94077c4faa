/** The rows of a long list that are in sight, and a few around them. */
export interface RowWindow {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
}

const ROWS_AROUND = 2;

export function rowsInSight(scrollTop: number, height: number, rowHeight: number, rows: number): RowWindow {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - ROWS_AROUND);
  const end = Math.min(rows, Math.ceil((scrollTop + height) / rowHeight) + ROWS_AROUND);
  return { first: Math.min(first, rows), end: Math.max(end, Math.min(first, rows)) };
}

/** Where to scroll so that a row is in sight; undefined where it is already. */
export function scrollToRow(
  row: number,
  scrollTop: number,
  height: number,
  rowHeight: number,
): number | undefined {
  if (row * rowHeight < scrollTop) return row * rowHeight;
  if ((row + 1) * rowHeight > scrollTop + height) return (row + 1) * rowHeight - height;
  return undefined;
}
