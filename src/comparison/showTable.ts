import type { LocalizableText } from '../diagnostics/findings/finding';
import { localizable } from '../diagnostics/findings/finding';
import { differenceOf } from './difference';
import { parseFilter } from './filter';
import { finiteValues, groupCell, isSummarized, isUnfinished } from './groupCells';
import { resolveGrouping } from './groupingKeys';
import { groupingKeys, groupRuns } from './groups';
import type { GroupTest } from './groupTest';
import { testAgainst } from './groupTest';
import { groupNotes, testNotes, unfinishedNotes } from './notes';
import type { ShownCell, ShownRow, ShownTable, TableView } from './shownTable';
import { sortRows } from './sortRows';
import { holm } from './statistics/holm';
import type { RunTable, TableRow } from './table';
import { defaultColumns, findColumn } from './table';
import type { TableColumn } from './tableColumn';

/** A row before it is held against the baseline. */
interface PlainRow extends Omit<ShownRow, 'isBaseline'> {
  /** Those of its runs. */
  readonly rows: readonly TableRow[];
}

/** The part of a table that a view asks for, with differences to its baseline, tests, and what must be known of it. */
export function showTable(table: RunTable, asked: TableView): ShownTable {
  const { group, unknown: unknownKeys } = resolveGrouping(
    table.rows.map(({ run }) => run),
    asked.group ?? 'none',
  );
  const view = { ...asked, group };
  // An empty name is the wish for none.
  const wanted = asked.baseline || undefined;
  const { columns, unknown } = chosenColumns(table, view);
  const filter = parseFilter(view.filter ?? '', table.columns);
  const kept = table.rows.filter(filter.accepts);
  const isGrouped = groupingKeys(group).length > 0;
  const groups = isGrouped
    ? groupRuns(
        kept.map(({ run }) => run),
        group,
      )
    : [];
  const plain = isGrouped ? groupedRows(kept, groups, columns) : kept.map((row) => singleRow(row, columns));
  const baseline = findBaseline(plain, wanted);
  const compared = plain.map((row) => againstBaseline(row, baseline, columns, isGrouped));
  const rows = sortRows(isGrouped ? withHolm(compared, columns) : compared, table, view);
  const notes: LocalizableText[] = [
    ...unknown.map((name) => localizable('there is no column "{0}" in these runs', name)),
    ...unknownKeys.map((name) => localizable('"{0}" is no key that these runs can be grouped by', name)),
    ...(wanted !== undefined && baseline === undefined
      ? [localizable('the baseline "{0}" is not among the rows', wanted)]
      : []),
    ...(isGrouped ? groupNotes(groups) : unfinishedNotes(kept)),
    ...testNotes(rows),
  ];
  const shown = new Set(columns.map(({ id }) => id));
  return {
    ...{ columns, hidden: table.columns.filter(({ id }) => !shown.has(id)), isGrouped, rows, notes },
    filteredOut: table.rows.length - kept.length,
    ...(filter.error === undefined ? {} : { filterError: filter.error }),
  };
}

function chosenColumns(table: RunTable, view: TableView): { columns: TableColumn[]; unknown: string[] } {
  const hidden = new Set((view.hidden ?? []).map((name) => findColumn(table.columns, name)?.id));
  const unknown: string[] = [];
  const columns = (view.columns ?? columnsFor(table, view)).flatMap((name) => {
    const column = findColumn(table.columns, name);
    if (column === undefined) unknown.push(name);
    return column === undefined || hidden.has(column.id) ? [] : [column];
  });
  return { columns: [...new Set(columns)], unknown };
}

/** A group's label says already what its runs are grouped by. */
function columnsFor(table: RunTable, { group = 'none' }: TableView): string[] {
  const keys = groupingKeys(group).flatMap((key) => [key, `config.${key}`]);
  return defaultColumns(table).filter((id) => !keys.includes(id));
}

function singleRow(row: TableRow, columns: readonly TableColumn[]): PlainRow {
  const { run, label, cells } = row;
  return {
    ...{ key: run.key, label, mode: run.facts.mode, runs: [run], rows: [row] },
    cells: columns.map(({ id }) => cells.get(id)!),
  };
}

function groupedRows(
  rows: readonly TableRow[],
  groups: ReturnType<typeof groupRuns>,
  columns: readonly TableColumn[],
): PlainRow[] {
  const byRun = new Map(rows.map((row) => [row.run, row]));
  return groups.map(({ key, label, runs }) => {
    const own = runs.map((run) => byRun.get(run)!);
    const modes = new Set(runs.map(({ facts }) => facts.mode));
    return {
      ...{ key, label, runs, rows: own },
      ...(modes.size === 1 ? { mode: runs[0]!.facts.mode } : {}),
      cells: columns.map((column) => groupCell(own, column)),
    };
  });
}

/** By key or label, by one of its runs, or by a mode that one row alone has. */
function findBaseline(rows: readonly PlainRow[], name: string | undefined): PlainRow | undefined {
  if (name === undefined) return undefined;
  const named = rows.find(
    ({ key, label, runs }) =>
      key === name || label === name || runs.some((run) => run.key === name || run.facts.id === name),
  );
  const ofMode = rows.filter(({ mode }) => mode === name);
  return named ?? (ofMode.length === 1 ? ofMode[0] : undefined);
}

function againstBaseline(
  row: PlainRow,
  baseline: PlainRow | undefined,
  columns: readonly TableColumn[],
  isGrouped: boolean,
): ShownRow {
  const { rows, cells, ...rest } = row;
  const isBaseline = row === baseline;
  if (baseline === undefined || isBaseline) return { ...rest, cells, isBaseline };
  // Trainings that are not at their end say nothing yet of which is better.
  const isTested = isGrouped && ![row, baseline].some((each) => isUnfinished(each.rows));
  const compared = columns.map((column, i): ShownCell => {
    const cell = cells[i]!;
    const other = baseline.cells[i]!;
    if (!isComparable(column) || typeof cell.value !== 'number' || typeof other.value !== 'number')
      return cell;
    const test =
      isTested && isSummarized(column)
        ? testAgainst(finiteValues(rows, column), finiteValues(baseline.rows, column))
        : undefined;
    // What is shown beside p is the difference that p is of: over the pairs, where seeds are left out of them.
    const measured = test?.kind === 'paired' ? test.difference : undefined;
    const better = isGrouped && !isTested ? undefined : column.better;
    const difference = differenceOf(cell.value, other.value, better, measured);
    return {
      ...cell,
      ...(difference === undefined ? {} : { difference }),
      ...(test === undefined ? {} : { test }),
    };
  });
  return { ...rest, cells: compared, isBaseline };
}

/** Of what a run is, such as its seed, a difference would mean nothing. */
function isComparable(column: TableColumn): boolean {
  return isSummarized(column) || ['parameters', 'steps'].includes(column.id);
}

/** With each column's p-values adjusted for their number. */
function withHolm(rows: readonly ShownRow[], columns: readonly TableColumn[]): ShownRow[] {
  const adjusted = columns.map((_, i) => {
    const tested = rows.flatMap(({ key, cells }) => {
      const p = cells[i]!.test?.p;
      return p === undefined ? [] : [{ key, p }];
    });
    const ps = holm(tested.map(({ p }) => p));
    return new Map(tested.map(({ key }, at) => [key, ps[at]!]));
  });
  return rows.map((row) => ({
    ...row,
    cells: row.cells.map((cell, i) => {
      const adjustedP = adjusted[i]!.get(row.key);
      if (adjustedP === undefined || cell.test === undefined) return cell;
      const test: GroupTest = { ...cell.test, adjustedP };
      return { ...cell, test };
    }),
  }));
}
