import { rowAt } from '../../src/messages/ascending';
import type { MetricsBlock } from '../../src/messages/dashboardMessages';
import type { StoredColumn } from './metricsColumn';
import { appended, columnsOf, countBelow, everyRow } from './metricsColumn';

/** What was measured of a metric, in the order of the steps. */
export interface MetricPoints {
  /** By the axis that was asked for. */
  readonly x: Float64Array;
  /** NaN where the metric was not measured; Infinity where it was and is not a finite number. */
  readonly y: Float64Array;
  readonly steps: Float64Array;
}

/**
 * The logged steps of a run, a column a value: NaN where it was not measured, Infinity where it was not a finite number.
 * A table never changes; append() gives a new one that shares the memory of the old one's rows. Columns with few values
 * are kept by their rows: `points` gives them as they are, `column` only by making a value for every row.
 */
export class MetricsTable {
  static readonly empty = new MetricsTable(0, new Map());

  /** Columns and points that were asked for, so that who asks again gets the same arrays. */
  private readonly made = new Map<string, Float64Array>();
  private readonly madePoints = new Map<string, MetricPoints>();

  private constructor(
    readonly rows: number,
    private readonly columns: ReadonlyMap<string, StoredColumn>,
  ) {}

  get names(): readonly string[] {
    return [...this.columns.keys()];
  }

  /** The values of a column, one a row, or undefined where there is none. */
  column(name: string): Float64Array | undefined {
    const column = this.columns.get(name);
    if (column === undefined || column.rows === undefined) return column?.values.subarray(0, this.rows);
    let values = this.made.get(name);
    if (values === undefined) this.made.set(name, (values = everyRow(column, this.rows)));
    return values;
  }

  /**
   * A column's values with their places; steps without a value may be left out. Undefined where there is no such column.
   *
   * @param along  the column that gives x: step, epoch or seconds
   */
  points(name: string, along = 'step'): MetricPoints | undefined {
    const column = this.columns.get(name);
    if (column === undefined) return undefined;
    const key = `${along}\n${name}`;
    let points = this.madePoints.get(key);
    if (points === undefined) this.madePoints.set(key, (points = this.makePoints(column, along)));
    return points;
  }

  /** What was measured of a column with its rows, or its values where most rows have one. */
  measured(
    name: string,
  ): Float64Array | { readonly rows: Uint32Array; readonly values: Float64Array } | undefined {
    const column = this.columns.get(name);
    if (column?.rows === undefined) return this.column(name);
    return { rows: column.rows.subarray(0, column.count), values: column.values.subarray(0, column.count) };
  }

  /** The steps, ascending. */
  get steps(): Float64Array {
    return this.column('step') ?? new Float64Array(0);
  }

  /** Value at a row; NaN where there is none. */
  value(name: string, row: number): number {
    const column = this.columns.get(name);
    if (column === undefined || row < 0 || row >= this.rows) return NaN;
    if (column.rows === undefined) return column.values[row] ?? NaN;
    const at = countBelow(column, row);
    return at < column.count && column.rows[at] === row ? column.values[at]! : NaN;
  }

  /** The last value that was measured at or before a row; NaN where there is none. */
  lastValue(name: string, row: number): number {
    const column = this.columns.get(name);
    if (column === undefined) return NaN;
    if (column.rows !== undefined) return column.values[countBelow(column, row + 1) - 1] ?? NaN;
    let at = Math.min(row, this.rows - 1);
    while (at >= 0 && Number.isNaN(column.values[at]!)) at--;
    return column.values[at] ?? NaN;
  }

  /** Last row at or before a step; -1 where all come after it. */
  rowAt(step: number): number {
    return rowAt(this.steps, step);
  }

  /** With the block's rows in place of those from `block.from` on. */
  append(block: MetricsBlock): MetricsTable {
    const from = Math.min(block.from, this.rows);
    const change = { from, before: this.rows, after: from + block.rows };
    const added = columnsOf(block);
    const columns = new Map<string, StoredColumn>();
    for (const name of new Set([...this.columns.keys(), ...added.keys()])) {
      columns.set(name, appended(this.columns.get(name), added.get(name), change));
    }
    return new MetricsTable(change.after, columns);
  }

  private makePoints(column: StoredColumn, along: string): MetricPoints {
    const { steps } = this;
    const x = this.column(along) ?? steps;
    if (column.rows === undefined) return { x, y: column.values.subarray(0, this.rows), steps };
    const rows = column.rows.subarray(0, column.count);
    return {
      x: gathered(x, rows),
      y: column.values.subarray(0, column.count),
      steps: gathered(steps, rows),
    };
  }
}

function gathered(values: Float64Array, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}
