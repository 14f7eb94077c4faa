import { csvField } from '../../src/comparison/exports/csvField';
import type { Axis } from '../store/pageStore';
import type { ChartLine } from './lines';

/**
 * The numbers of a chart as they were measured: a row for each step of any line, a column for each line. Not measured is
 * empty, measured and not finite is "inf".
 */
export function chartCsv(lines: readonly ChartLine[], axis: Axis): string {
  const rows = new Map<number, { x: number; values: Map<string, number> }>();
  for (const { key, steps, x, y } of lines) {
    steps.forEach((step, i) => {
      if (Number.isNaN(y[i]!)) return;
      const row = rows.get(step) ?? { x: x[i]!, values: new Map<string, number>() };
      row.values.set(key, y[i]!);
      rows.set(step, row);
    });
  }
  const withAxis = axis !== 'step';
  const header = [
    'step',
    ...(withAxis ? [axis === 'time' ? 'seconds' : axis] : []),
    ...lines.map(({ label }) => label),
  ].map(csvField);
  const body = [...rows]
    .sort(([a], [b]) => a - b)
    .map(([step, { x, values }]) =>
      [step, ...(withAxis ? [x] : []), ...lines.map(({ key }) => cell(values.get(key)))].join(','),
    );
  return `${[header.join(','), ...body].join('\n')}\n`;
}

function cell(value: number | undefined): string {
  if (value === undefined) return '';
  return Number.isFinite(value) ? String(value) : 'inf';
}
