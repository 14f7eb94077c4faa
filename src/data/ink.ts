import type { Point } from './curve';

/** The pen's mark across its path. Lengths are pixels. */
export interface Pen {
  /** Half the width at half the brightness; one for the whole path, or one a point. */
  readonly radius: number | readonly number[];
  /** Width of the band over which the edge falls from full to nothing. */
  readonly softness: number;
  /** Brightness in the middle of the stroke, 0..1. */
  readonly brightness: number;
}

/** A square grey image that strokes are drawn into: size*size brightnesses 0..1, rows first. */
export class Ink {
  readonly values: Float32Array;

  constructor(readonly size: number) {
    this.values = new Float32Array(size * size);
  }

  /**
   * Draws along a polyline. Each pixel's brightness comes from its distance to the path, so edges are smooth;
   * where marks overlap the brighter one shows. A path of one point is a disc.
   */
  draw(path: readonly Point[], pen: Pen): void {
    const radiusAt = (i: number) => (typeof pen.radius === 'number' ? pen.radius : pen.radius[i]!);
    const first = path[0]!;
    if (path.length === 1) this.drawSegment(first, first, radiusAt(0), radiusAt(0), pen);
    for (let i = 1; i < path.length; i++) {
      this.drawSegment(path[i - 1]!, path[i]!, radiusAt(i - 1), radiusAt(i), pen);
    }
  }

  /** Writes the image as bytes 0..255 to `bytes` from `offset` on. */
  toBytes(bytes: Uint8Array, offset: number): void {
    for (let i = 0; i < this.values.length; i++) bytes[offset + i] = Math.round(255 * this.values[i]!);
  }

  private drawSegment(from: Point, to: Point, radiusFrom: number, radiusTo: number, pen: Pen): void {
    const reach = Math.max(radiusFrom, radiusTo) + pen.softness / 2;
    const clamp = (value: number) => Math.min(this.size - 1, Math.max(0, value));
    const left = clamp(Math.ceil(Math.min(from[0], to[0]) - reach));
    const right = clamp(Math.floor(Math.max(from[0], to[0]) + reach));
    const top = clamp(Math.ceil(Math.min(from[1], to[1]) - reach));
    const bottom = clamp(Math.floor(Math.max(from[1], to[1]) + reach));
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const squaredLength = dx * dx + dy * dy;
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const along = squaredLength === 0 ? 0 : ((x - from[0]) * dx + (y - from[1]) * dy) / squaredLength;
        const share = Math.min(1, Math.max(0, along));
        const ex = x - from[0] - share * dx;
        const ey = y - from[1] - share * dy;
        const radius = radiusFrom + share * (radiusTo - radiusFrom);
        const inside = (radius - Math.sqrt(ex * ex + ey * ey)) / pen.softness + 0.5;
        if (inside <= 0) continue;
        const mark = pen.brightness * smoothStep(Math.min(1, inside));
        const pixel = y * this.size + x;
        if (mark > this.values[pixel]!) this.values[pixel] = mark;
      }
    }
  }
}

/** Rises smoothly from 0 at 0 to 1 at 1. */
function smoothStep(t: number): number {
  return t * t * (3 - 2 * t);
}
