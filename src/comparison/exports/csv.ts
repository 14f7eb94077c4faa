import { inEnglish } from '../../diagnostics/findings/finding';
import type { ShownCell, ShownTable } from '../shownTable';
import type { TableColumn } from '../tableColumn';
import { csvField } from './csvField';
import { rowTitle } from './exportCells';

/**
 * A table as CSV (RFC 4180, line ends as on Unix), with all digits, for programs: columns by their ids; of groups the mean and
 * further columns for standard deviation, least, largest, number and p. An empty field: no value.
 */
export function toCsv(table: ShownTable): string {
  const { columns, rows, isGrouped } = table;
  const parts = columns.map((column) => partsOf(column, table));
  const header = [
    rowTitle(table),
    ...(isGrouped ? ['runs'] : ['id', 'folder']),
    ...parts.flat().map(({ name }) => name),
  ];
  const lines = rows.map(({ label, runs, cells }) => [
    label,
    ...(isGrouped ? [runs.map(({ facts }) => facts.id).join(' ')] : [runs[0]!.facts.id, runs[0]!.key]),
    ...cells.flatMap((cell, i) => parts[i]!.map(({ of }) => of(cell))),
  ]);
  return [header, ...lines].map((fields) => `${fields.map(field).join(',')}\n`).join('');
}

interface Part {
  readonly name: string;
  readonly of: (cell: ShownCell) => number | string | undefined;
}

function partsOf({ id }: TableColumn, { isGrouped, rows, columns }: ShownTable): Part[] {
  const index = columns.findIndex((column) => column.id === id);
  const cells = rows.map((row) => row.cells[index]!);
  const value: Part = { name: id, of: (cell) => cell.value };
  const difference: Part = { name: `${id}:difference`, of: (cell) => cell.difference?.absolute };
  const why: Part = {
    name: `${id}:missing`,
    of: ({ missing }) => (missing === undefined ? undefined : inEnglish(missing)),
  };
  const optional = (part: Part): Part[] => (cells.some((cell) => part.of(cell) !== undefined) ? [part] : []);
  const step: Part = { name: `${id}:step`, of: (cell) => cell.step };
  if (!isGrouped || cells.every(({ summary }) => summary === undefined)) {
    return [value, ...optional(step), ...optional(difference), ...optional(why)];
  }
  return [
    value,
    { name: `${id}:sd`, of: ({ summary }) => summary?.sd },
    { name: `${id}:min`, of: ({ summary }) => summary?.min },
    { name: `${id}:max`, of: ({ summary }) => summary?.max },
    { name: `${id}:n`, of: ({ summary }) => summary?.n },
    ...optional(step),
    ...optional(difference),
    ...optional({ name: `${id}:p`, of: ({ test }) => test?.p }),
    ...optional({ name: `${id}:adjusted p`, of: ({ test }) => test?.adjustedP }),
    ...optional({ name: `${id}:effect`, of: ({ test }) => test?.effect?.value }),
    ...optional(why),
  ];
}

function field(value: number | string | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'inf';
  return csvField(value);
}
