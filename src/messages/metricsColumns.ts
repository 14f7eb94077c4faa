import type { LayerMetrics, MetricsLine } from '../runs/metrics';
import type { MetricsBlock } from './dashboardMessages';
import { LAYER_METRICS, layerColumn, penaltyColumn } from './dashboardMessages';

const FIRST_ROWS = 256;

/**
 * The logged steps of a run, a column a value, as pages get them: NaN where a value was not measured, Infinity where it
 * was and is not a finite number (JSON has null for it). Of several lines of a step the last counts.
 */
export class MetricsColumns {
  private readonly columns = new Map<string, Float64Array>();
  private capacity = FIRST_ROWS;
  private count = 0;
  private changedFrom = 0;

  get rows(): number {
    return this.count;
  }

  /** Puts a line at its place among the steps. */
  add(line: MetricsLine): void {
    const row = this.rowFor(line.step);
    this.changedFrom = Math.min(this.changedFrom, row);
    for (const column of this.columns.values()) column[row] = NaN;
    setValues(line, (name, value) => {
      this.column(name)[row] = value;
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
    const names = [...this.columns.keys()];
    const values = new Float64Array(names.length * rows);
    names.forEach((name, index) => {
      values.set(this.columns.get(name)!.subarray(from, this.count), index * rows);
    });
    return { from, rows, names, values: values.buffer };
  }

  /** The row of a step, made where there is none. */
  private rowFor(step: number): number {
    const steps = this.columns.get('step');
    let row = this.count;
    while (row > 0 && steps![row - 1]! > step) row--;
    if (row > 0 && steps![row - 1] === step) return row - 1;
    if (this.count === this.capacity) this.grow();
    if (row < this.count) {
      for (const column of this.columns.values()) column.copyWithin(row + 1, row, this.count);
    }
    this.count++;
    return row;
  }

  private column(name: string): Float64Array {
    const known = this.columns.get(name);
    if (known !== undefined) return known;
    const created = new Float64Array(this.capacity).fill(NaN);
    this.columns.set(name, created);
    // A new column belongs to all rows.
    this.changedFrom = 0;
    return created;
  }

  private grow(): void {
    this.capacity *= 2;
    for (const [name, column] of this.columns) {
      const larger = new Float64Array(this.capacity).fill(NaN, this.count);
      larger.set(column);
      this.columns.set(name, larger);
    }
  }
}

type SetValue = (column: string, value: number) => void;

/** Names of the columns of layers and penalties, put together once: a long run has millions of values. */
const layerColumns = new Map<string, readonly string[]>();
const penaltyColumns = new Map<string, string>();

function setValues(line: MetricsLine, set: SetValue): void {
  set('step', line.step);
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
