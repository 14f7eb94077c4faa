import { firstAtLeast } from './ascending';
import type { SparseValues } from '../diagnostics/findings/runEvidence';

const FIRST_VALUES = 16;

/**
 * The values of one metric by logged step. What was measured at few of the steps, as most metrics of a layer are, is kept
 * by its rows; a column of which more than half was measured has a value for every row, NaN where there is none.
 */
export class MetricColumn {
  /** Of each value, ascending; undefined where there is a value for every row. */
  private rows: Uint32Array | undefined = new Uint32Array(FIRST_VALUES);
  private values = new Float64Array(FIRST_VALUES);
  /** Values that `rows` tells of. */
  private count = 0;

  set(row: number, value: number): void {
    if (this.rows === undefined) {
      this.makeRoom(row + 1);
      this.values[row] = value;
      return;
    }
    const at = this.placeOf(row);
    if (at < this.count && this.rows[at] === row) {
      this.values[at] = value;
      return;
    }
    if (this.count === this.rows.length) {
      const last = Math.max(row, this.rows[this.count - 1]!);
      if (2 * this.count > last) {
        this.fillUp(last + 1);
        this.values[row] = value;
        return;
      }
      this.rows = grown(this.rows, new Uint32Array(2 * this.count));
      this.values = grown(this.values, new Float64Array(2 * this.count));
    }
    this.rows.copyWithin(at + 1, at, this.count);
    this.values.copyWithin(at + 1, at, this.count);
    this.rows[at] = row;
    this.values[at] = value;
    this.count++;
  }

  /** Takes away what was measured at a row. */
  clear(row: number): void {
    if (this.rows === undefined) {
      if (row < this.values.length) this.values[row] = NaN;
      return;
    }
    const at = this.placeOf(row);
    if (at === this.count || this.rows[at] !== row) return;
    this.rows.copyWithin(at, at + 1, this.count);
    this.values.copyWithin(at, at + 1, this.count);
    this.count--;
  }

  /** Moves what is at a row and beyond by one row. */
  insertRow(row: number, rows: number): void {
    if (this.rows === undefined) {
      this.makeRoom(rows + 1);
      this.values.copyWithin(row + 1, row, rows);
      this.values[row] = NaN;
      return;
    }
    for (let at = this.placeOf(row); at < this.count; at++) this.rows[at]!++;
  }

  /** A value for each row of [from, to), or what was measured there with its rows, counted from the first of all. */
  part(from: number, to: number): Float64Array | SparseValues {
    if (this.rows === undefined) {
      this.makeRoom(to);
      return this.values.subarray(from, to);
    }
    const [first, end] = [this.placeOf(from), this.placeOf(to)];
    return { rows: this.rows.subarray(first, end), values: this.values.subarray(first, end) };
  }

  /** The place of the first value at a row or beyond. */
  private placeOf(row: number): number {
    const rows = this.rows!;
    if (this.count === 0 || rows[this.count - 1]! < row) return this.count;
    return firstAtLeast(rows, row, this.count);
  }

  private fillUp(rows: number): void {
    const values = new Float64Array(2 * rows).fill(NaN);
    for (let at = 0; at < this.count; at++) values[this.rows![at]!] = this.values[at]!;
    this.values = values;
    this.rows = undefined;
  }

  private makeRoom(rows: number): void {
    if (rows <= this.values.length) return;
    this.values = grown(this.values, new Float64Array(2 * rows).fill(NaN, this.values.length));
  }
}

function grown<T extends Float64Array | Uint32Array>(values: T, larger: T): T {
  larger.set(values);
  return larger;
}
