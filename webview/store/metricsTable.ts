import type { MetricsBlock } from '../../src/messages/dashboardMessages';

/**
 * The logged steps of a run, a column a value: NaN where it was not measured, Infinity where it was not a finite number.
 * A table never changes; append() gives a new one that shares the memory of the old one's rows.
 */
export class MetricsTable {
  static readonly empty = new MetricsTable(0, new Map());

  private constructor(
    readonly rows: number,
    /** Each with room for more rows than there are. */
    private readonly columns: ReadonlyMap<string, Float64Array>,
  ) {}

  get names(): readonly string[] {
    return [...this.columns.keys()];
  }

  /** The values of a column, or undefined where there is none. */
  column(name: string): Float64Array | undefined {
    return this.columns.get(name)?.subarray(0, this.rows);
  }

  /** The steps, ascending. */
  get steps(): Float64Array {
    return this.column('step') ?? new Float64Array(0);
  }

  /** Value at a row; NaN where there is none. */
  value(name: string, row: number): number {
    return row >= 0 && row < this.rows ? (this.columns.get(name)?.[row] ?? NaN) : NaN;
  }

  /** Last row at or before a step; -1 where all come after it. */
  rowAt(step: number): number {
    const { steps } = this;
    let low = 0;
    let high = steps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (steps[middle]! <= step) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** With the block's rows in place of those from `block.from` on. */
  append(block: MetricsBlock): MetricsTable {
    const from = Math.min(block.from, this.rows);
    const rows = from + block.rows;
    const added = new Float64Array(block.values);
    const columns = new Map<string, Float64Array>();
    for (const name of new Set([...this.columns.keys(), ...block.names])) {
      const at = block.names.indexOf(name);
      if (from === 0 && at >= 0) {
        columns.set(name, added.subarray(at * rows, (at + 1) * rows));
        continue;
      }
      // Rows that an older table shows are never overwritten.
      const column = grown(this.columns.get(name), from, rows, from < this.rows);
      if (at < 0) column.fill(NaN, from, rows);
      else column.set(added.subarray(at * block.rows, (at + 1) * block.rows), from);
      columns.set(name, column);
    }
    return new MetricsTable(rows, columns);
  }
}

/** A column with room for `rows`, its first `kept` values those of the old one, NaN where there was none. */
function grown(old: Float64Array | undefined, kept: number, rows: number, copy: boolean): Float64Array {
  if (old !== undefined && old.length >= rows && !copy) return old;
  const column = new Float64Array(Math.max(rows, Math.min(rows * 2, rows + 65_536)));
  if (old === undefined) column.fill(NaN, 0, kept);
  else column.set(old.subarray(0, kept));
  return column;
}
