import type { Points } from './decimate';
import { trace } from './paintLines';

/** Where values lie on the canvas, in its pixels. */
export interface Places {
  toX(x: number): number;
  toY(y: number): number;
}

/** How a line is drawn; lengths are in CSS pixels. */
export interface Stroke {
  readonly colour: string;
  readonly width: number;
  readonly dash: readonly number[];
  readonly opacity: number;
  /** Width of the area that the line goes through. */
  readonly across: number;
  /** Whether it has to be quick: a line that takes long may then be drawn a little worse. */
  readonly isHasty: boolean;
}

/** A line with more points than this for each pixel across looks about the same whatever its width and its dashes. */
const DENSE = 2.5;
/** A line that goes up and down by more than this for each pixel across takes long to draw. */
const JAGGED = 2;

/**
 * Draws a line into a canvas. A wide line of many corners takes a browser without a GPU five times as long as one of a
 * pixel; in haste it is put together from such.
 *
 * @returns whether it was drawn worse than it can be
 */
export function strokeLine(
  ctx: CanvasRenderingContext2D,
  points: Points,
  { toX, toY }: Places,
  { colour, width, dash, opacity, across, isHasty }: Stroke,
): boolean {
  const ratio = devicePixelRatio;
  ctx.beginPath();
  const { count, climb } = trace(ctx, points, toX, toY, true);
  const isDense = count > DENSE * across;
  const isCoarse = isHasty && (isDense || climb > JAGGED * across * ratio);
  ctx.globalAlpha = opacity;
  ctx.strokeStyle = colour;
  ctx.lineWidth = isCoarse ? 1 : width * ratio;
  // Where there is more than a point a pixel nobody sees the corners, and round ones take twice the time.
  ctx.lineJoin = points.x.length > across ? 'bevel' : 'round';
  ctx.setLineDash(isCoarse && isDense ? [] : dash.map((length) => length * ratio));
  if (!isCoarse || isDense) ctx.stroke();
  else {
    for (const shift of shiftsFor(width * ratio)) {
      ctx.beginPath();
      // Across a line that falls, as losses do.
      trace(
        ctx,
        points,
        (x) => toX(x) + shift,
        (y) => toY(y) - shift,
        true,
      );
      ctx.stroke();
    }
  }
  ctx.globalAlpha = 1;
  return isCoarse;
}

/** Where lines of a pixel lie, from the middle, that together are as wide as one line. */
export function shiftsFor(width: number): number[] {
  const count = Math.max(1, Math.ceil(width));
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : (i / (count - 1) - 0.5) * (width - 1)));
}
