import type { LayerMetrics, MetricsLine } from '../runs/metrics';
import type { LayerMetric, MetricsBlock } from './dashboardMessages';
import { layerColumn, penaltyColumn } from './dashboardMessages';

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
    for (const [name, value] of valuesOf(line)) this.column(name)[row] = value;
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

function* valuesOf(line: MetricsLine): Generator<[string, number]> {
  yield ['step', line.step];
  yield ['epoch', line.epoch];
  yield ['seconds', line.seconds];
  yield ['loss', measured(line.loss)];
  yield ['taskLoss', measured(line.taskLoss)];
  yield ['trainAccuracy', measured(line.trainAccuracy)];
  yield ['validationAccuracy', measured(line.validationAccuracy)];
  yield ['testAccuracy', measured(line.testAccuracy)];
  yield ['learningRate', measured(line.learningRate)];
  for (const [name, value] of Object.entries(line.penalties)) yield [penaltyColumn(name), measured(value)];
  for (const [layer, metrics] of Object.entries(line.layers)) {
    for (const [metric, value] of layerValues(metrics)) yield [layerColumn(layer, metric), measured(value)];
  }
}

function layerValues(metrics: LayerMetrics): [LayerMetric, number | null | undefined][] {
  return [
    ['reverseErrorFull', metrics.reverseError?.full],
    ['reverseErrorLocal', metrics.reverseError?.local],
    ['norm', metrics.norm],
    ['orthogonalityError', metrics.orthogonalityError],
    ['stableRank', metrics.stableRank],
    ['effectiveRank', metrics.effectiveRank],
    ['conditionNumber', metrics.conditionNumber],
    ['topDataEnergy', metrics.topDataEnergy],
  ];
}

function measured(value: unknown): number {
  if (value === null) return Infinity;
  return typeof value === 'number' ? value : NaN;
}
