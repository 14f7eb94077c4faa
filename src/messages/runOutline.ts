import { firstAtLeast } from './ascending';
import type { MetricsBlock } from './dashboardMessages';
import type { MetricsColumns } from './metricsColumns';

/** Steps of an outline at most: a cursor goes from one to the next of them. */
const MOST_STEPS = 1000;
const ALONG = ['epoch', 'seconds'] as const;

/**
 * The outline of a run for a comparison (see ComparedRunUpdate): some of its steps with their epochs and seconds, and the
 * last value of every other column. The best validation accuracy comes with its own step and the test accuracy there,
 * so that the choice of a step by the one can be reported by the other.
 */
export function runOutline(columns: MetricsColumns): MetricsBlock {
  const steps = columns.values('step') as Float64Array;
  const told = columns.names.filter((name) => !ALONG.some((each) => each === name));
  const telling = new Map(told.map((name) => [name, lastMeasured(columns, name)]));
  const best = bestRow(columns, 'validationAccuracy');
  const rows = outlineRows(steps.length, [...telling.values(), best]);
  const place = new Map(rows.map((row, i) => [row, i]));
  const names = ['step', ...ALONG];
  const values = new Float64Array(names.length * rows.length);
  names.forEach((name, at) => {
    rows.forEach((row, i) => (values[at * rows.length + i] = valueAt(columns, name, row)));
  });
  const sparse = {
    names: [] as string[],
    counts: [] as number[],
    rows: [] as number[],
    values: [] as number[],
  };
  for (const [name, last] of telling) {
    const wanted = ['validationAccuracy', 'testAccuracy'].includes(name) ? [best, last] : [last];
    const own = [...new Set(wanted)].filter(
      (row) => row !== undefined && !Number.isNaN(valueAt(columns, name, row)),
    ) as number[];
    if (own.length === 0) continue;
    sparse.names.push(name);
    sparse.counts.push(own.length);
    for (const row of own.sort((a, b) => a - b)) {
      sparse.rows.push(place.get(row)!);
      sparse.values.push(valueAt(columns, name, row));
    }
  }
  return {
    ...{ from: 0, rows: rows.length, names, values: values.buffer },
    sparse: {
      ...{ names: sparse.names, counts: sparse.counts },
      rows: Uint32Array.from(sparse.rows).buffer,
      values: Float64Array.from(sparse.values).buffer,
    },
  };
}

/** Evenly chosen rows, the first and the last among them, and those that must be there. Ascending. */
function outlineRows(count: number, wanted: readonly (number | undefined)[]): number[] {
  const rows = new Set(wanted.filter((row) => row !== undefined));
  const kept = Math.min(count, MOST_STEPS);
  for (let i = 0; i < kept; i++) rows.add(kept < 2 ? 0 : Math.round((i * (count - 1)) / (kept - 1)));
  return [...rows].sort((a, b) => a - b);
}

function lastMeasured(columns: MetricsColumns, name: string): number | undefined {
  const column = columns.values(name);
  if (column === undefined) return undefined;
  if ('rows' in column) return column.rows[column.rows.length - 1];
  let row = column.length - 1;
  while (row >= 0 && Number.isNaN(column[row])) row--;
  return row < 0 ? undefined : row;
}

/** The first row with the largest finite value. */
function bestRow(columns: MetricsColumns, name: string): number | undefined {
  const column = columns.values(name);
  if (column === undefined) return undefined;
  const values = 'rows' in column ? column.values : column;
  let best: number | undefined;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i]) && (best === undefined || values[i]! > values[best]!)) best = i;
  }
  return best === undefined || !('rows' in column) ? best : column.rows[best];
}

/** NaN where the column was not measured at the row. */
function valueAt(columns: MetricsColumns, name: string, row: number): number {
  const column = columns.values(name);
  if (column === undefined) return NaN;
  if (!('rows' in column)) return column[row] ?? NaN;
  const { rows, values } = column;
  const place = firstAtLeast(rows, row);
  return rows[place] === row ? values[place]! : NaN;
}
