import uPlot from 'uplot';
import type { Theme } from '../page/theme';
import type { ChartModel } from './chartModel';
import { logTickTexts, placeTexts, tickTexts } from './axisTexts';
import type { DrawnLine } from './chartModel';
import type { Points } from './decimate';
import { colourOf } from './lines';
import { zooming } from './motion';
import { BAND_OPACITY, markedPoints, markerStrokes, outlineBand } from './paintLines';
import { placesOn } from './scale';
import type { Places } from './strokeLine';
import { strokeLine } from './strokeLine';
import { linearTicks, logTicks, placeTicks } from './ticks';

/** What a plot draws besides its lines. */
export interface PlotDecoration {
  readonly theme: Theme;
  /** An x that is marked, such as where a training diverged. */
  readonly marked?: number | undefined;
}

/** Of the whole chart, in pixels. */
export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

const AXIS_WIDTH = 52;
const AXIS_HEIGHT = 24;
const TOP = 8;
/** Half of a long step at the last tick. */
const RIGHT = 28;

/**
 * A chart on a canvas: uPlot has the axes, the scales and the canvas itself, the lines are thinned and drawn here. Where
 * pointers and cursors are concerned, see Chart.tsx.
 */
export class Plot {
  private readonly plot: uPlot;
  /** An element of its own: moving it paints no line anew. */
  private readonly cursor = document.createElement('div');
  /** Whether a line was drawn worse than it can be. */
  private isCoarse = false;

  constructor(
    element: HTMLElement,
    private size: PlotSize,
    private model: ChartModel,
    private decoration: PlotDecoration,
  ) {
    this.plot = new uPlot(this.options(size), this.data(), element);
    this.cursor.className = 'chart-cursor';
    this.plot.over.append(this.cursor);
  }

  /** The part of the element that the lines are drawn in; pointers are over it. */
  get area(): HTMLElement {
    return this.plot.over;
  }

  update(model: ChartModel, decoration: PlotDecoration): void {
    this.model = model;
    this.decoration = decoration;
    this.plot.setData(this.data());
  }

  /** Draws as well as can be what was drawn in haste. */
  sharpen(): void {
    if (this.isCoarse) this.plot.redraw(false);
  }

  resize(size: PlotSize): void {
    this.size = size;
    this.plot.setSize(size);
  }

  /** Pixels from the left of the drawing area. uPlot's own answer waits for its next drawing. */
  pixelOf(x: number): number {
    const { from, to } = this.model.x;
    return ((x - from) / (to - from)) * this.areaWidth;
  }

  /** The x at a pixel from the left of the drawing area. */
  valueAt(pixel: number): number {
    const { from, to } = this.model.x;
    return from + (pixel / this.areaWidth) * (to - from);
  }

  private get areaWidth(): number {
    return Math.max(1, this.size.width - AXIS_WIDTH - RIGHT);
  }

  private get areaHeight(): number {
    return this.size.height - AXIS_HEIGHT - TOP;
  }

  /** Puts the cursor to an x, and a sign to the edge that it is beyond where it is out of view; nowhere where there is none. */
  showCursor(x: number | undefined): void {
    const { from, to } = this.model.x;
    this.cursor.hidden = x === undefined;
    if (x === undefined) return;
    this.cursor.classList.toggle('is-before', x < from);
    this.cursor.classList.toggle('is-behind', x > to);
    const place = Math.max(from, Math.min(to, x));
    this.cursor.style.transform = `translateX(${this.pixelOf(place)}px)`;
  }

  destroy(): void {
    this.isCoarse = false;
    this.plot.destroy();
  }

  /** uPlot is given the corners only; the scales follow the model. */
  private data(): uPlot.AlignedData {
    const { x, y } = this.model;
    return [
      [x.from, x.to],
      [y.low, y.high],
    ];
  }

  private options(size: PlotSize): uPlot.Options {
    const stroke = (): string => this.decoration.theme.muted;
    const font = `11px ${this.decoration.theme.font}`;
    const lines = { stroke: () => this.decoration.theme.grid, width: 1 };
    return {
      ...size,
      padding: [TOP, RIGHT, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [this.model.x.from, this.model.x.to] },
        y: {
          distr: this.model.y.kind === 'log' ? 3 : 1,
          range: () => [this.model.y.low, this.model.y.high],
        },
      },
      axes: [
        {
          stroke,
          font,
          size: AXIS_HEIGHT,
          gap: 4,
          grid: lines,
          ticks: { show: false },
          splits: (_plot, _axis, low, high) => placeTicks(low, high, this.areaWidth),
          values: (_plot, ticks) => placeTexts(this.model.axis, ticks),
        },
        {
          stroke,
          font,
          size: AXIS_WIDTH,
          gap: 6,
          grid: lines,
          ticks: { show: false },
          splits: (_plot, _axis, low, high) => valueTicks(this.model, low, high, this.areaHeight),
          values: (_plot, ticks) => (this.model.y.kind === 'log' ? logTickTexts(ticks) : tickTexts(ticks)),
          // uPlot would thin the ticks of a logarithmic axis by itself.
          filter: (_plot, ticks) => ticks,
        },
      ],
      series: [{}, { show: true, points: { show: false }, paths: () => null }],
      hooks: { draw: [() => this.draw()] },
    };
  }

  private draw(): void {
    const { ctx, bbox } = this.plot;
    const places = this.places();
    this.isCoarse = false;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    for (const { line, band } of this.model.lines) {
      if (band !== undefined) this.fillBand(band, places, colourOf(line.look, this.decoration.theme));
    }
    for (const { line, raw } of this.model.lines) {
      if (raw !== undefined) this.stroke(raw, places, colourOf(line.look, this.decoration.theme), [], 0.25);
    }
    this.model.lines.forEach((line, index) => this.drawLine(line, places, index));
    if (this.decoration.marked !== undefined) this.drawMark(places.toX(this.decoration.marked));
    ctx.restore();
  }

  /** Where values lie on the canvas, in its own pixels; what uPlot's valToPos says, without looking the scales up each time. */
  private places(): Places {
    const { left, top, width, height } = this.plot.bbox;
    const { from, to } = this.model.x;
    const place = placesOn(this.model.y);
    return {
      toX: (x) => left + ((x - from) / (to - from)) * width,
      toY: (y) => top + (1 - place(y)) * height,
    };
  }

  private drawLine({ line, points }: DrawnLine, places: Places, index: number): void {
    const colour = colourOf(line.look, this.decoration.theme);
    this.stroke(points, places, colour, line.look.dash, 1);
    const { ctx } = this.plot;
    const ratio = devicePixelRatio;
    ctx.strokeStyle = colour;
    ctx.fillStyle = this.decoration.theme.background;
    ctx.lineWidth = 1.25 * ratio;
    ctx.setLineDash([]);
    for (const i of markedPoints(points, (x) => this.pixelOf(x), index)) {
      const [x, y] = [places.toX(points.x[i]!), places.toY(points.y[i]!)];
      ctx.beginPath();
      for (const corners of markerStrokes(line.look.marker)) {
        corners.forEach(([dx, dy], corner) => {
          const at = [x + dx * 3 * ratio, y + dy * 3 * ratio] as const;
          if (corner === 0) ctx.moveTo(...at);
          else ctx.lineTo(...at);
        });
      }
      ctx.fill();
      ctx.stroke();
    }
  }

  private fillBand(
    { low, high }: NonNullable<DrawnLine['band']>,
    { toX, toY }: Places,
    colour: string,
  ): void {
    const { ctx } = this.plot;
    ctx.beginPath();
    outlineBand(ctx, low, high, toX, toY);
    ctx.globalAlpha = BAND_OPACITY;
    ctx.fillStyle = colour;
    ctx.fill();
    ctx.globalAlpha = 1;
  }

  private stroke(
    points: Points,
    places: Places,
    colour: string,
    dash: readonly number[],
    opacity: number,
  ): void {
    const isCoarse = strokeLine(this.plot.ctx, points, places, {
      ...{ colour, dash, opacity },
      width: this.decoration.theme.isHighContrast ? 2 : 1.5,
      across: this.areaWidth,
      isHasty: zooming.isMoving.peek(),
    });
    this.isCoarse ||= isCoarse;
  }

  private drawMark(x: number): void {
    const { ctx, bbox } = this.plot;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.strokeStyle = this.decoration.theme.error;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.stroke();
  }
}

/** Ticks of the value axis, about one every 36 pixels. */
export function valueTicks({ y }: ChartModel, low: number, high: number, height: number): number[] {
  const count = Math.max(2, height / 36);
  return y.kind === 'log' ? logTicks(low, high, count) : linearTicks(low, high, count);
}
