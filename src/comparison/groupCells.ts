import { localizable } from '../diagnostics/findings/finding';
import { formatValue } from './formatValue';
import type { RunValue } from './groupTest';
import type { ShownCell } from './shownTable';
import { summarize } from './statistics/summary';
import type { TableRow } from './table';
import type { TableColumn } from './tableColumn';

/** Values of a group that are told one by one. */
const MOST_LISTED = 4;

/** Whether a group has a mean of a column; of what a run is, it has a list. */
export function isSummarized({ group, format, numeric }: TableColumn): boolean {
  return numeric && (group === 'result' || group === 'layer' || format === 'rate' || format === 'seconds');
}

/** The runs whose numbers make a group's means: the finished ones, or all while there are none. */
export function countedRows(rows: readonly TableRow[]): readonly TableRow[] {
  const finished = rows.filter(({ run }) => run.facts.status === 'finished');
  return finished.length > 0 ? finished : rows;
}

/** Whether a group's values are only the last logged, as no run of it was carried through. */
export function isUnfinished(rows: readonly TableRow[]): boolean {
  return rows.every(({ run }) => run.facts.status !== 'finished');
}

/** What a group's runs have in a column. */
export function groupCell(rows: readonly TableRow[], column: TableColumn): ShownCell {
  return isSummarized(column) ? summaryCell(countedRows(rows), column) : listCell(rows, column);
}

/** The finite values of a column, each with its run. */
export function finiteValues(rows: readonly TableRow[], { id }: TableColumn): RunValue[] {
  return countedRows(rows).flatMap(({ run, cells }) => {
    const value = cells.get(id)?.value;
    return typeof value === 'number' && Number.isFinite(value) ? [{ run, value }] : [];
  });
}

function summaryCell(rows: readonly TableRow[], column: TableColumn): ShownCell {
  const values = finiteValues(rows, column).map(({ value }) => value);
  const summary = summarize(values);
  const without = rows.length - values.length;
  if (summary === undefined) {
    const cells = rows.map(({ cells }) => cells.get(column.id));
    const isInfinite = cells.some((cell) => cell?.value === Infinity);
    if (isInfinite) return { value: Infinity, without };
    const missing = cells.find((cell) => cell?.missing !== undefined)?.missing;
    return { missing: missing ?? localizable('no run has it'), without };
  }
  const step = largestStep(rows, column);
  return {
    ...{ value: summary.mean, summary },
    ...(without === 0 ? {} : { without }),
    ...(step === undefined ? {} : { step }),
  };
}

/** Of the values that are not final; undefined where all are. */
function largestStep(rows: readonly TableRow[], { id }: TableColumn): number | undefined {
  const steps = rows.flatMap(({ cells }) => cells.get(id)?.step ?? []);
  return steps.length === 0 ? undefined : Math.max(...steps);
}

function listCell(rows: readonly TableRow[], { id, format }: TableColumn): ShownCell {
  const values = [...new Set(rows.map(({ cells }) => cells.get(id)?.value))];
  const [first] = values;
  if (values.length === 1) return first === undefined ? (rows[0]!.cells.get(id) ?? {}) : { value: first };
  const texts = values.map((value) => formatValue(value, format));
  const listed = texts.length <= MOST_LISTED ? texts : [...texts.slice(0, MOST_LISTED - 1), '…'];
  return { value: listed.join(', ') };
}
