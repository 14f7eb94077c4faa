import type { SparseValues } from '../diagnostics/findings/runEvidence';
import type { LayerMetrics, MetricsLine } from '../runs/metrics';
import type { MetricsBlock, SparseColumns } from './dashboardMessages';
import { LAYER_METRICS, layerColumn, penaltyColumn } from './dashboardMessages';
import { MetricColumn } from './metricColumn';

const FIRST_ROWS = 256;

/**
 * The logged steps of a run, a column a value, as pages get them: NaN where a value was not measured, Infinity where it
 * was and is not a finite number (JSON has null for it). Of several lines of a step the last counts.
 */
export class MetricsColumns {
  private readonly columns = new Map<string, MetricColumn>();
  private steps = new Float64Array(FIRST_ROWS);
  private count = 0;
  private changedFrom = 0;

  get rows(): number {
    return this.count;
  }

  /** Of all columns but the steps. */
  get names(): readonly string[] {
    return [...this.columns.keys()];
  }

  /** Puts a line at its place among the steps. */
  add(line: MetricsLine): void {
    const row = this.rowFor(line.step);
    this.changedFrom = Math.min(this.changedFrom, row);
    for (const column of this.columns.values()) column.clear(row);
    this.steps[row] = line.step;
    setValues(line, (name, value) => {
      this.column(name).set(row, value);
    });
  }

  /** The rows that have changed since the last call, or undefined where none has. */
  takeChanges(): MetricsBlock | undefined {
    if (this.changedFrom >= this.count) return undefined;
    const block = this.block(this.changedFrom);
    this.changedFrom = this.count;
    return block;
  }

  /** The rows from a given one on. */
  block(from = 0): MetricsBlock {
    const rows = this.count - from;
    const dense: [name: string, values: Float64Array][] = [['step', this.steps.subarray(from, this.count)]];
    const sparse: [name: string, values: SparseValues][] = [];
    for (const [name, column] of this.columns) {
      const part = column.part(from, this.count);
      if (part instanceof Float64Array) dense.push([name, part]);
      else if (part.rows.length > 0) sparse.push([name, part]);
    }
    const values = new Float64Array(dense.length * rows);
    dense.forEach(([, column], index) => values.set(column, index * rows));
    const names = dense.map(([name]) => name);
    const block = { from, rows, names, values: values.buffer };
    return sparse.length === 0 ? block : { ...block, sparse: joined(sparse, from) };
  }

  /** A column as rules for findings see it; undefined where nothing was logged under that name. */
  values(name: string): Float64Array | SparseValues | undefined {
    return name === 'step' ? this.steps.subarray(0, this.count) : this.columns.get(name)?.part(0, this.count);
  }

  /** The row of a step, made where there is none. */
  private rowFor(step: number): number {
    let row = this.count;
    while (row > 0 && this.steps[row - 1]! > step) row--;
    if (row > 0 && this.steps[row - 1] === step) return row - 1;
    if (this.count === this.steps.length) this.grow();
    if (row < this.count) {
      this.steps.copyWithin(row + 1, row, this.count);
      for (const column of this.columns.values()) column.insertRow(row, this.count);
    }
    this.count++;
    return row;
  }

  private column(name: string): MetricColumn {
    let column = this.columns.get(name);
    if (column === undefined) this.columns.set(name, (column = new MetricColumn()));
    return column;
  }

  private grow(): void {
    const larger = new Float64Array(2 * this.count);
    larger.set(this.steps);
    this.steps = larger;
  }
}

/** Columns one after the other, their rows counted from a first one. */
function joined(columns: readonly [name: string, values: SparseValues][], from: number): SparseColumns {
  const counts = columns.map(([, { rows }]) => rows.length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const rows = new Uint32Array(total);
  const values = new Float64Array(total);
  let at = 0;
  for (const [, column] of columns) {
    for (let i = 0; i < column.rows.length; i++) rows[at + i] = column.rows[i]! - from;
    values.set(column.values, at);
    at += column.rows.length;
  }
  return { names: columns.map(([name]) => name), counts, rows: rows.buffer, values: values.buffer };
}

type SetValue = (column: string, value: number) => void;

/** Names of the columns of layers and penalties, put together once: a long run has millions of values. */
const layerColumns = new Map<string, readonly string[]>();
const penaltyColumns = new Map<string, string>();

function setValues(line: MetricsLine, set: SetValue): void {
  set('epoch', line.epoch);
  set('seconds', line.seconds);
  set('loss', measured(line.loss));
  set('taskLoss', measured(line.taskLoss));
  set('trainAccuracy', measured(line.trainAccuracy));
  set('validationAccuracy', measured(line.validationAccuracy));
  set('testAccuracy', measured(line.testAccuracy));
  set('learningRate', measured(line.learningRate));
  for (const name in line.penalties) {
    set(cached(penaltyColumns, name, penaltyColumn), measured(line.penalties[name]));
  }
  for (const layer in line.layers) {
    const names = cached(layerColumns, layer, (key) =>
      LAYER_METRICS.map((metric) => layerColumn(key, metric)),
    );
    layerValues(line.layers[layer]!).forEach((value, index) => {
      if (value !== undefined) set(names[index]!, measured(value));
    });
  }
}

/** In the order of LAYER_METRICS. */
function layerValues(metrics: LayerMetrics): (number | null | undefined)[] {
  return [
    metrics.reverseError?.full,
    metrics.reverseError?.local,
    metrics.norm,
    metrics.orthogonalityError,
    metrics.stableRank,
    metrics.effectiveRank,
    metrics.conditionNumber,
    metrics.topDataEnergy,
  ];
}

function cached<T>(known: Map<string, T>, key: string, make: (key: string) => T): T {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = make(key)));
  return value;
}

function measured(value: unknown): number {
  if (value === null) return Infinity;
  return typeof value === 'number' ? value : NaN;
}
