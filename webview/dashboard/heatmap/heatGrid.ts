import { nearestPlace, shownColumns } from './heatColumns';
import type { ValueRange } from '../../components/images/valueScale';

/** A layer's values at all logged steps; NaN where it was not measured, Infinity where the value was not finite. */
export type LayerColumn = Float64Array | undefined;

/** Values of a metric by layer and step, cut to the columns that are drawn. */
export interface HeatGrid {
  /** Steps at which any layer was measured, ascending. */
  readonly steps: Float64Array;
  /** By place in `steps`: its row in the columns. */
  readonly rows: Int32Array;
  /** By drawn column, evenly spaced over the steps: the place in `steps` that it shows. */
  readonly shown: Int32Array;
  readonly columns: readonly LayerColumn[];
  /** Of all finite values that are drawn; undefined where there are none. */
  readonly range: ValueRange | undefined;
  /** The colours are by logarithm: positive values that span more than two orders of magnitude. */
  readonly isLog: boolean;
}

const LOG_FROM_RATIO = 100;

/**
 * @param steps    all logged steps, ascending
 * @param columns  by layer
 * @param width    columns to draw at most
 */
export function heatGrid(steps: Float64Array, columns: readonly LayerColumn[], width: number): HeatGrid {
  const rows = measuredRows(steps.length, columns);
  const measured = new Float64Array(rows.length);
  for (let place = 0; place < rows.length; place++) measured[place] = steps[rows[place]!]!;
  const shown = shownColumns(measured, width);
  const range = drawnRange(columns, rows, shown);
  const isLog = range !== undefined && range.low > 0 && range.high / range.low > LOG_FROM_RATIO;
  return { steps: measured, rows, shown, columns, range, isLog };
}

/** A layer's value at a place in `steps`. */
export function valueAt({ columns, rows }: HeatGrid, layer: number, place: number): number {
  return columns[layer]?.[rows[place] ?? -1] ?? NaN;
}

/** The place in `steps` that is nearest to a step; -1 where there are none. */
export function placeOf({ steps }: HeatGrid, step: number): number {
  return nearestPlace(steps, step);
}

/** The value that is coloured: itself or its logarithm. */
export function colouredValue({ isLog }: HeatGrid, value: number): number {
  return isLog ? Math.log10(value) : value;
}

export function colouredRange({ range, isLog }: HeatGrid): ValueRange {
  if (range === undefined) return { low: 0, high: 1 };
  return isLog ? { low: Math.log10(range.low), high: Math.log10(range.high) } : range;
}

function measuredRows(count: number, columns: readonly LayerColumn[]): Int32Array {
  const rows = new Int32Array(count);
  let measured = 0;
  for (let row = 0; row < count; row++) {
    for (const column of columns) {
      if (column === undefined || Number.isNaN(column[row]!)) continue;
      rows[measured++] = row;
      break;
    }
  }
  return rows.subarray(0, measured);
}

function drawnRange(
  columns: readonly LayerColumn[],
  rows: Int32Array,
  shown: Int32Array,
): ValueRange | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (const column of columns) {
    if (column === undefined) continue;
    for (const place of shown) {
      const value = column[rows[place]!]!;
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? { low, high } : undefined;
}
