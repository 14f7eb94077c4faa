import { csvField } from '../../src/comparison/exports/csvField';
import type { Axis } from '../store/pageStore';
import { lineColumns, rowKeys } from './lineColumns';
import type { ChartLine } from './lines';

/**
 * The numbers of a chart as they were measured: a row for each step of any line, or for each place of the axis where runs
 * are at different steps there; a column for each line, and beside means their spread. Not measured is empty, measured
 * and not finite is "inf".
 */
export function chartCsv(lines: readonly ChartLine[], axis: Axis): string {
  const columns = lines.map(lineColumns);
  const { areSteps, keys } = rowKeys(lines);
  const rows = new Map<number, { x: number; cells: (readonly string[] | undefined)[] }>();
  for (const [line, { x, y }] of lines.entries()) {
    keys[line]!.forEach((key, i) => {
      if (Number.isNaN(y[i]!)) return;
      const row = rows.get(key) ?? { x: x[i]!, cells: [] };
      row.cells[line] = columns[line]!.map(({ values }) => cell(values[i]!));
      rows.set(key, row);
    });
  }
  const withAxis = axis !== 'step';
  const header = [
    ...(areSteps ? ['step'] : []),
    ...(withAxis ? [axis === 'time' ? 'seconds' : axis] : []),
    ...columns.flat().map(({ title }) => title),
  ].map(csvField);
  const empty = columns.map((own) => own.map(() => ''));
  const body = [...rows]
    .sort(([a], [b]) => a - b)
    .map(([key, { x, cells }]) =>
      [
        ...(areSteps ? [key] : []),
        ...(withAxis ? [x] : []),
        ...empty.flatMap((none, line) => cells[line] ?? none),
      ].join(','),
    );
  return `${[header.join(','), ...body].join('\n')}\n`;
}

function cell(value: number): string {
  return Number.isFinite(value) ? String(value) : 'inf';
}
