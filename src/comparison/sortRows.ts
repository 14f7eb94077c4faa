import { groupCell } from './groupCells';
import type { ShownRow, TableView } from './shownTable';
import type { RunTable, TableRow } from './table';
import { findColumn } from './table';
import type { TableColumn } from './tableColumn';

/** The rows as a view sorts them, also by a column that is not shown; the baseline first, what has no value last. */
export function sortRows(rows: readonly ShownRow[], table: RunTable, { sort = [] }: TableView): ShownRow[] {
  const byRun = new Map(table.rows.map((row) => [row.run, row]));
  const rowsOf = ({ runs }: ShownRow) => runs.map((run) => byRun.get(run)!);
  const criteria = sort.map(({ column: name, descending = false }) => {
    const column = findColumn(table.columns, name);
    const values = new Map(rows.map((row) => [row, valueOf(row, rowsOf(row), column)]));
    return { values, sign: descending ? -1 : 1 };
  });
  return [...rows].sort((a, b) => {
    if (a.isBaseline !== b.isBaseline) return a.isBaseline ? -1 : 1;
    for (const { values, sign } of criteria) {
      const order = compare(values.get(a), values.get(b), sign);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** A name that is no column sorts by the label. */
function valueOf(
  { label }: ShownRow,
  rows: readonly TableRow[],
  column: TableColumn | undefined,
): number | string | undefined {
  if (column === undefined) return label;
  return rows.length === 1 ? rows[0]!.cells.get(column.id)?.value : groupCell(rows, column).value;
}

function compare(a: number | string | undefined, b: number | string | undefined, sign: number): number {
  if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0);
  if (typeof a === 'number' && typeof b === 'number') return a === b ? 0 : sign * (a < b ? -1 : 1);
  return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
}
