import type { Points } from './decimate';
import type { Marker } from './lines';

/** Something that lines are drawn into: a canvas, or the text of an SVG path. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/** Nearer to the point before than this, in pixels across and up, a point changes nothing that can be seen. */
const NEAR = [1, 0.4] as const;

/** What was drawn of a line. */
export interface Traced {
  /** Points. */
  readonly count: number;
  /** Pixels up and down, all together. */
  readonly climb: number;
}

/**
 * Draws a line's points; a NaN lifts the pen.
 *
 * @param isThinned  leaves out points that lie all but on the one before
 */
export function trace(
  pen: Pen,
  points: Points,
  toX: (x: number) => number,
  toY: (y: number) => number,
  isThinned = false,
): Traced {
  let isDown = false;
  let [count, climb] = [0, 0];
  let [lastX, lastY] = [0, 0];
  const end = points.x.length;
  for (let i = 0; i < end; i++) {
    const value = points.y[i]!;
    if (Number.isNaN(value)) {
      isDown = false;
      continue;
    }
    const x = toX(points.x[i]!);
    const y = toY(value);
    const isNear = isThinned && isDown && x - lastX < NEAR[0] && Math.abs(y - lastY) < NEAR[1];
    // The end of a stretch is where the pen is lifted.
    if (isNear && i + 1 < end && !Number.isNaN(points.y[i + 1]!)) continue;
    if (isDown) {
      pen.lineTo(x, y);
      climb += Math.abs(y - lastY);
    } else pen.moveTo(x, y);
    isDown = true;
    count++;
    [lastX, lastY] = [x, y];
  }
  return { count, climb };
}

/** Of the area around a line. */
export const BAND_OPACITY = 0.18;

/** Draws around the area between two lines: along the upper one and back along the lower one. */
export function outlineBand(
  pen: Pen,
  low: Points,
  high: Points,
  toX: (x: number) => number,
  toY: (y: number) => number,
): void {
  for (let i = 0; i < high.x.length; i++) {
    const at = [toX(high.x[i]!), toY(high.y[i]!)] as const;
    if (i === 0) pen.moveTo(...at);
    else pen.lineTo(...at);
  }
  for (let i = low.x.length - 1; i >= 0; i--) pen.lineTo(toX(low.x[i]!), toY(low.y[i]!));
}

/** Beyond this many points only some of them get a marker. */
const MARK_ALL = 24;
const MARKER_SPACING = 90;

/**
 * Which points get a marker: all of few, else some that are far enough apart. Lines are shifted against each other, so
 * that their markers do not lie on one another.
 *
 * @param toPixel  where an x lies, in CSS pixels
 */
export function markedPoints({ x, y }: Points, toPixel: (x: number) => number, line: number): number[] {
  const first = y.findIndex((value) => !Number.isNaN(value));
  if (first === -1) return [];
  const drawn = y.reduce((count, value) => (Number.isNaN(value) ? count : count + 1), 0);
  const spacing = drawn <= MARK_ALL ? 0 : MARKER_SPACING;
  let next = toPixel(x[first]!) + spacing * (0.3 + 0.31 * (line % 3));
  const marked: number[] = [];
  for (let i = first; i < y.length; i++) {
    if (Number.isNaN(y[i]!)) continue;
    const pixel = toPixel(x[i]!);
    if (pixel < next) continue;
    marked.push(i);
    next = pixel + spacing;
  }
  return marked;
}

/** Corners of a marker of radius 1; a cross and a plus are pairs of strokes. */
export function markerStrokes(marker: Marker): readonly (readonly (readonly [number, number])[])[] {
  switch (marker) {
    case 'circle':
      return [
        Array.from(
          { length: 13 },
          (_, i) => [Math.cos((i * Math.PI) / 6), Math.sin((i * Math.PI) / 6)] as const,
        ),
      ];
    case 'square':
      return [
        [
          [-0.85, -0.85],
          [0.85, -0.85],
          [0.85, 0.85],
          [-0.85, 0.85],
          [-0.85, -0.85],
        ],
      ];
    case 'triangle':
      return [
        [
          [0, -1],
          [1, 0.8],
          [-1, 0.8],
          [0, -1],
        ],
      ];
    case 'diamond':
      return [
        [
          [0, -1.15],
          [1.15, 0],
          [0, 1.15],
          [-1.15, 0],
          [0, -1.15],
        ],
      ];
    case 'cross':
      return [
        [
          [-0.9, -0.9],
          [0.9, 0.9],
        ],
        [
          [-0.9, 0.9],
          [0.9, -0.9],
        ],
      ];
    case 'plus':
      return [
        [
          [0, -1.1],
          [0, 1.1],
        ],
        [
          [-1.1, 0],
          [1.1, 0],
        ],
      ];
  }
}
