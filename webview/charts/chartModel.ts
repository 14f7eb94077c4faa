import { firstAtLeast } from '../../src/messages/ascending';
import { countAtMost, hasAbove } from './blocks';
import type { Axis } from '../store/pageStore';
import type { Points } from './decimate';
import { decimate } from './decimate';
import type { ChartLine, LineBand } from './lines';
import type { ValueScale } from './scale';
import { fitScale } from './scale';
import { smooth } from './smooth';

/** A stretch of the x axis. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A line as it is drawn. */
export interface DrawnLine {
  readonly line: ChartLine;
  /** Smoothed where that is on. */
  readonly points: Points;
  /** The line as it was measured, to lie faintly behind a smoothed one. */
  readonly raw?: Points;
  readonly band?: { readonly low: Points; readonly high: Points };
}

/** A chart, ready to be drawn to any surface. */
export interface ChartModel {
  readonly axis: Axis;
  readonly x: Range;
  readonly y: ValueScale;
  readonly lines: readonly DrawnLine[];
  /** Points that a logarithmic scale cannot show. */
  readonly leftOut: number;
}

export interface ChartSettings {
  readonly scale: 'lin' | 'log';
  readonly smoothing: number;
  /** What x is: steps by default. */
  readonly axis?: Axis | undefined;
  /** What is seen of the x axis; everything that the lines have by default. */
  readonly range?: Range | undefined;
  readonly limits: readonly number[];
  /** Pixels across. */
  readonly width: number;
}

/** Smoothed columns, kept as long as their values are: a zoom does not smooth anew. */
const smoothedColumns = new WeakMap<ArrayBufferLike, Map<string, Float64Array>>();

/** The values of a line after smoothing. */
export function smoothed(y: Float64Array, weight: number): Float64Array {
  if (weight <= 0) return y;
  const known = smoothedColumns.get(y.buffer) ?? new Map<string, Float64Array>();
  smoothedColumns.set(y.buffer, known);
  const key = `${y.byteOffset} ${y.length} ${weight}`;
  let values = known.get(key);
  if (values === undefined) {
    values = smooth(y, weight);
    // While a slider is dragged or a run goes on, earlier ones are of no more use.
    if (known.size > 64) known.clear();
    known.set(key, values);
  }
  return values;
}

/** What of a chart's lines is drawn, and on which scales. */
export function chartModel(lines: readonly ChartLine[], settings: ChartSettings): ChartModel {
  const x = settings.range ?? extent(lines);
  const isLog = settings.scale === 'log' && lines.some(({ y }) => hasAbove(y, 0));
  let leftOut = 0;
  const width = Math.max(1, Math.round(settings.width));
  const drawn = lines.map((line): DrawnLine => {
    const range = rowsWithin(line.x, x);
    if (isLog) leftOut += countAtMost(line.y, range, 0);
    const draw = (y: Float64Array): Points =>
      decimate(line.x, y, range, [x.from, x.to], width, isLog ? 0 : -Infinity);
    const points = draw(smoothed(line.y, settings.smoothing));
    return {
      ...{ line, points },
      ...(settings.smoothing > 0 ? { raw: draw(line.y) } : {}),
      ...(line.band === undefined
        ? {}
        : {
            band: {
              low: draw(isLog ? lowOnLog(line.band, points) : line.band.low),
              high: draw(line.band.high),
            },
          }),
    };
  });
  const y = fitScale(
    drawn.flatMap(({ points, raw, band }) => [
      points,
      ...(raw === undefined ? [] : [raw]),
      ...(band === undefined ? [] : [band.low, band.high]),
    ]),
    isLog ? 'log' : 'lin',
    settings.limits,
  );
  return { axis: settings.axis ?? 'step', x, y, lines: drawn, leftOut };
}

/** How far below a line the edge of its band is followed on a logarithmic scale, where it is no measured value. */
const ROOM_BELOW = 4;

/** A band's lower edge, which may be near or below zero, as far as it leaves the line its place on a logarithmic scale. */
function lowOnLog({ low, isMeasured }: LineBand, { y }: Points): Float64Array {
  if (isMeasured) return low;
  const lowest = y.reduce((least, value) => (value < least ? value : least), Infinity);
  return low.map((value) => Math.max(value, lowest / ROOM_BELOW));
}

/** From the first to the last x of all lines; never empty. */
export function extent(lines: readonly Pick<ChartLine, 'x'>[]): Range {
  let from = Infinity;
  let to = -Infinity;
  for (const { x } of lines) {
    if (x.length === 0) continue;
    from = Math.min(from, x[0]!);
    to = Math.max(to, x.at(-1)!);
  }
  if (from > to) return { from: 0, to: 1 };
  return from < to ? { from, to } : { from: from - 0.5, to: to + 0.5 };
}

/** First and last + 1 of the rows to draw for a stretch: one more on each side, so that lines run out of the picture. */
export function rowsWithin(x: Float64Array, { from, to }: Range): readonly [number, number] {
  return [Math.max(0, firstAtLeast(x, from) - 1), Math.min(x.length, firstAtLeast(x, to) + 2)];
}
