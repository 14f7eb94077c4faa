import { firstAtLeast } from '../../src/messages/ascending';
import type { MetricsBlock, SparseColumns } from '../../src/messages/dashboardMessages';

/**
 * A column of a table: a value for each row, or what was measured alone with its rows. Both may have room for more than
 * the table shows.
 */
export interface StoredColumn {
  /** Ascending, `count` of them; undefined where there is a value for every row. */
  readonly rows?: Uint32Array;
  readonly values: Float64Array;
  /** Values in `rows`; of no use without. */
  readonly count: number;
}

/** A column of a block, as StoredColumn has it; rows are counted from the block's first. */
export type BlockColumn = Omit<StoredColumn, 'count'>;

/** The columns of a block by name. */
export function columnsOf({ rows, names, values, sparse }: MetricsBlock): Map<string, BlockColumn> {
  const all = new Float64Array(values);
  const columns = new Map<string, BlockColumn>();
  names.forEach((name, i) => columns.set(name, { values: all.subarray(i * rows, (i + 1) * rows) }));
  if (sparse !== undefined) addSparse(columns, sparse);
  return columns;
}

function addSparse(columns: Map<string, BlockColumn>, sparse: SparseColumns): void {
  const [rows, values] = [new Uint32Array(sparse.rows), new Float64Array(sparse.values)];
  let at = 0;
  sparse.names.forEach((name, i) => {
    const end = at + sparse.counts[i]!;
    columns.set(name, { rows: rows.subarray(at, end), values: values.subarray(at, end) });
    at = end;
  });
}

/** The rows that a block brings, and those that there were. */
export interface Change {
  /** First row of the block. */
  readonly from: number;
  /** Rows before and after. */
  readonly before: number;
  readonly after: number;
}

/**
 * A column with a block's values in place of those from `from` on. What an older table shows is never overwritten: room
 * beyond it is written to, and rows that come again are written to a copy.
 */
export function appended(
  old: StoredColumn | undefined,
  part: BlockColumn | undefined,
  change: Change,
): StoredColumn {
  if (change.from === 0 && part !== undefined) return wholeColumn(part, change.after);
  if (old !== undefined && old.rows === undefined) return appendedToEvery(old.values, part, change);
  const kept = old === undefined ? 0 : countBelow(old, change.from);
  const added = part === undefined ? 0 : measuredCount(part);
  if (2 * (kept + added) > change.after) {
    return appendedToEvery(everyRow(old, change.from, change.after), part, {
      ...change,
      before: change.from,
    });
  }
  if (added === 0 && kept === (old?.count ?? 0)) return old ?? EMPTY;
  const hasRoom = old !== undefined && kept === old.count && old.values.length >= kept + added;
  const room = hasRoom ? old.values.length : Math.max(16, 2 * (kept + added));
  const rows = hasRoom ? old.rows! : new Uint32Array(room);
  const values = hasRoom ? old.values : new Float64Array(room);
  if (!hasRoom && old !== undefined) {
    rows.set(old.rows!.subarray(0, kept));
    values.set(old.values.subarray(0, kept));
  }
  let at = kept;
  forMeasured(part, (row, value) => {
    rows[at] = change.from + row;
    values[at++] = value;
  });
  return { rows, values, count: at };
}

/** A value for each of the first rows, NaN where none was measured. */
export function everyRow(column: StoredColumn | undefined, rows: number, room = rows): Float64Array {
  if (column !== undefined && column.rows === undefined) return column.values.subarray(0, rows);
  const values = new Float64Array(room).fill(NaN);
  for (let at = 0; at < (column?.count ?? 0) && column!.rows![at]! < rows; at++) {
    values[column!.rows![at]!] = column!.values[at]!;
  }
  return values;
}

/** Values at rows before one; all of them by `Infinity`. */
export function countBelow({ rows, count }: StoredColumn, row: number): number {
  return firstAtLeast(rows!, row, count);
}

const EMPTY: StoredColumn = { rows: new Uint32Array(0), values: new Float64Array(0), count: 0 };

/** The block's own memory, as long as the block is all there is. */
function wholeColumn({ rows, values }: BlockColumn, after: number): StoredColumn {
  if (rows === undefined) return { values, count: after };
  const column = { rows, values, count: rows.length };
  return 2 * rows.length > after ? { values: everyRow(column, after), count: after } : column;
}

function appendedToEvery(
  old: Float64Array,
  part: BlockColumn | undefined,
  { from, before, after }: Change,
): StoredColumn {
  let values = old;
  if (old.length < after || from < before) {
    values = new Float64Array(Math.max(after, Math.min(after * 2, after + 65_536)));
    values.set(old.subarray(0, from));
  }
  if (part === undefined || part.rows !== undefined) values.fill(NaN, from, after);
  if (part !== undefined && part.rows === undefined) values.set(part.values, from);
  else {
    forMeasured(part, (row, value) => {
      values[from + row] = value;
    });
  }
  return { values, count: after };
}

function measuredCount({ rows, values }: BlockColumn): number {
  if (rows !== undefined) return rows.length;
  let count = 0;
  for (const value of values) if (!Number.isNaN(value)) count++;
  return count;
}

function forMeasured(part: BlockColumn | undefined, take: (row: number, value: number) => void): void {
  part?.values.forEach((value, at) => {
    if (!Number.isNaN(value)) take(part.rows?.[at] ?? at, value);
  });
}
