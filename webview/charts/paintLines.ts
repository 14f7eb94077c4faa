import type { Points } from './decimate';
import type { Marker } from './lines';

/** Something that lines are drawn into: a canvas, or the text of an SVG path. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/** Draws a line's points; a NaN lifts the pen. */
export function trace(
  pen: Pen,
  points: Points,
  toX: (x: number) => number,
  toY: (y: number) => number,
): void {
  let isDown = false;
  for (let i = 0; i < points.x.length; i++) {
    const y = points.y[i]!;
    if (Number.isNaN(y)) {
      isDown = false;
      continue;
    }
    if (isDown) pen.lineTo(toX(points.x[i]!), toY(y));
    else pen.moveTo(toX(points.x[i]!), toY(y));
    isDown = true;
  }
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
 * @param pixels  x of each point
 */
export function markedPoints({ y }: Points, pixels: readonly number[], line: number): number[] {
  const drawn = pixels.map((_, i) => i).filter((i) => !Number.isNaN(y[i]!));
  if (drawn.length <= MARK_ALL) return drawn;
  const marked: number[] = [];
  let next = pixels[drawn[0]!]! + MARKER_SPACING * (0.3 + 0.31 * (line % 3));
  for (const i of drawn) {
    if (pixels[i]! < next) continue;
    marked.push(i);
    next = pixels[i]! + MARKER_SPACING;
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
