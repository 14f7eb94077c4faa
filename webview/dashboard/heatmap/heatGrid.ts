import { nearestRow } from '../../../src/messages/ascending';
import { shownColumns } from './heatColumns';
import type { ValueRange } from '../../components/images/valueScale';
import type { MetricPoints } from '../../store/metricsTable';

/** A layer's values with their steps, ascending; NaN where it was not measured, Infinity where it was not finite. */
export type LayerPoints = Pick<MetricPoints, 'steps' | 'y'> | undefined;

/** Values of a metric by layer and step, cut to the columns that are drawn. */
export interface HeatGrid {
  /** Steps at which any layer was measured, ascending. */
  readonly steps: Float64Array;
  /** By drawn column, evenly spaced over the steps: the place in `steps` that it shows. */
  readonly shown: Int32Array;
  /** By layer: its values at `steps`, NaN where it was not measured. */
  readonly columns: readonly Float64Array[];
  /** Of all finite values that are drawn; undefined where there are none. */
  readonly range: ValueRange | undefined;
  /** The colours are by logarithm: positive values most of which would look alike on a linear scale. */
  readonly isLog: boolean;
}

const LOG_FROM_RATIO = 20;
const NO_STEPS = new Float64Array(0);

/**
 * @param layers  by layer: what was measured of it
 * @param width   columns to draw at most
 */
export function heatGrid(layers: readonly LayerPoints[], width: number): HeatGrid {
  const measured = layers.map(measuredOf);
  const steps = measured.reduce<Float64Array>(
    (all, each) => (each === undefined ? all : union(all, each.steps)),
    NO_STEPS,
  );
  const columns = measured.map((each) => valuesAt(steps, each));
  const shown = shownColumns(steps, width);
  const range = drawnRange(columns, shown);
  const isLog = range !== undefined && range.low > 0 && range.high / range.low > LOG_FROM_RATIO;
  return { steps, shown, columns, range, isLog };
}

/** A layer's value at a place in `steps`. */
export function valueAt({ columns }: HeatGrid, layer: number, place: number): number {
  return columns[layer]?.[place] ?? NaN;
}

/** The place in `steps` that is nearest to a step; -1 where there are none. */
export function placeOf({ steps }: HeatGrid, step: number): number {
  return nearestRow(steps, step);
}

/** The value that is coloured: itself or its logarithm. */
export function colouredValue({ isLog }: HeatGrid, value: number): number {
  return isLog ? Math.log10(value) : value;
}

export function colouredRange({ range, isLog }: HeatGrid): ValueRange {
  if (range === undefined) return { low: 0, high: 1 };
  return isLog ? { low: Math.log10(range.low), high: Math.log10(range.high) } : range;
}

interface Measured {
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

/** What was measured alone; the same arrays where that is everything. */
function measuredOf(points: LayerPoints): Measured | undefined {
  if (points === undefined) return undefined;
  const { steps, y } = points;
  if (!y.some(Number.isNaN)) return { steps, values: y };
  const isMeasured = (_: number, i: number) => !Number.isNaN(y[i]!);
  return { steps: steps.filter(isMeasured), values: y.filter(isMeasured) };
}

/** All steps of both, ascending; as a rule the layers are measured together. */
function union(some: Float64Array, others: Float64Array): Float64Array {
  if (some.length === others.length && some.every((step, i) => step === others[i])) return some;
  return Float64Array.from(new Set([...some, ...others])).sort();
}

function valuesAt(steps: Float64Array, measured: Measured | undefined): Float64Array {
  if (measured?.steps.length === steps.length) return measured.values;
  const values = new Float64Array(steps.length).fill(NaN);
  let place = 0;
  measured?.steps.forEach((step, i) => {
    while (steps[place]! < step) place++;
    values[place] = measured.values[i]!;
  });
  return values;
}

function drawnRange(columns: readonly Float64Array[], shown: Int32Array): ValueRange | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (const column of columns) {
    for (const place of shown) {
      const value = column[place]!;
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? { low, high } : undefined;
}
