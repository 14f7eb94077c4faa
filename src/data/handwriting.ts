import type { Random } from '../random/random';
import { distance, smoothCurve, type Point } from './curve';
import { digitShapes, type DigitShape } from './digitShapes';
import { Ink, type Pen } from './ink';

/** Side of the image, and of the box that the digit fills in it, in pixels: MNIST's. */
export const SIZE = 28;
const BOX = 20;

/** A digit as drawn, and what it was drawn with. */
export interface WrittenDigit {
  readonly ink: Ink;
  /** Degrees, clockwise. */
  readonly rotation: number;
  /** Mean width of the strokes in pixels. */
  readonly thickness: number;
}

/** Writes a digit once, the way a hand would: another shape, slant, width and wobble each time. */
export function writeDigit(digit: number, random: Random): WrittenDigit {
  const rotation = random.uniform(-15, 15);
  const thickness = random.uniform(1.2, 3.2);
  const shape = pickShape(digitShapes[digit]!, random);
  const letterform = wobble(shape, random);
  const curves = letterform.map((stroke) => smoothCurve(stroke));
  const placed = fit(
    curves.map((curve) => curve.map(turn((rotation * Math.PI) / 180))),
    thickness,
    random,
  );
  const ink = new Ink(SIZE);
  for (const path of placed) ink.draw(path, pressedPen(path, thickness, random));
  return { ink, rotation, thickness };
}

function pickShape(shapes: readonly DigitShape[], random: Random): DigitShape {
  let draw = random.uniform(
    0,
    shapes.reduce((sum, shape) => sum + shape.weight, 0),
  );
  return shapes.find((shape) => (draw -= shape.weight) < 0) ?? shapes[0]!;
}

/**
 * The shape's points with their proportions changed: another width and slant, the upper and the lower half
 * of other sizes, the whole bent a little, and each point off by a little.
 */
function wobble(shape: DigitShape, random: Random): Point[][] {
  const width = shape.aspect * random.uniform(0.85, 1.2);
  const slant = random.uniform(-0.1, 0.36);
  const waist = random.normal(0, 0.12);
  const bend = random.normal(0, 0.06);
  const narrowing = random.normal(0, 0.12);
  const jitters = new Map<string, Point>();
  // Points that lie together move together, so that corners and joints stay what they are.
  const jitter = (point: Point): Point => {
    const key = point.join(' ');
    const known = jitters.get(key) ?? ([random.normal(0, 0.018), random.normal(0, 0.018)] as const);
    jitters.set(key, known);
    return known;
  };
  return shape.strokes.map((stroke) =>
    stroke.map((point): Point => {
      const [dx, dy] = jitter(point);
      const y = point[1] + waist * point[1] * (1 - point[1]);
      const x = (point[0] - 0.5) * width * (1 + narrowing * (y - 0.5));
      return [x + dx + slant * (0.5 - y) + bend * Math.sin(Math.PI * y), y + dy];
    }),
  );
}

function turn(angle: number): (point: Point) => Point {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return ([x, y]) => [x * cos - y * sin, x * sin + y * cos];
}

/** Scales the digit to the box and puts its centre of mass near the image's middle, as MNIST's digits are. */
function fit(curves: readonly (readonly Point[])[], thickness: number, random: Random): Point[][] {
  const size = random.uniform(0.9, 1.05) * (BOX - thickness);
  const extents = [extentOf(curves, 0), extentOf(curves, 1)] as const;
  const scale = size / Math.max(...extents.map(({ low, high }) => high - low));
  const centre = centreOfMass(curves);
  const margin = thickness / 2 + 1;
  const [left, top] = ([0, 1] as const).map((axis) => {
    const wanted = random.normal((SIZE - 1) / 2, 0.6) - scale * centre[axis];
    const lowest = margin - scale * extents[axis].low;
    const highest = SIZE - 1 - margin - scale * extents[axis].high;
    return Math.min(highest, Math.max(lowest, wanted));
  }) as [number, number];
  return curves.map((curve) => curve.map(([x, y]): Point => [left + scale * x, top + scale * y]));
}

function extentOf(curves: readonly (readonly Point[])[], axis: 0 | 1): { low: number; high: number } {
  const values = curves.flat().map((point) => point[axis]);
  return { low: Math.min(...values), high: Math.max(...values) };
}

/** The centre of the ink: every piece of path counts by its length. */
function centreOfMass(curves: readonly (readonly Point[])[]): Point {
  let [length, x, y] = [0, 0, 0];
  for (const curve of curves) {
    for (let i = 1; i < curve.length; i++) {
      const [from, to] = [curve[i - 1]!, curve[i]!];
      const piece = distance(from, to);
      length += piece;
      x += (piece * (from[0] + to[0])) / 2;
      y += (piece * (from[1] + to[1])) / 2;
    }
  }
  return [x / length, y / length];
}

/** A pen whose width swells and thins along the path. */
function pressedPen(path: readonly Point[], thickness: number, random: Random): Pen {
  const swell = random.uniform(0.05, 0.18);
  const phase = random.uniform(0, 2 * Math.PI);
  const turns = random.uniform(0.5, 1.5) * 2 * Math.PI;
  const radius = path.map(
    (_, i) => (thickness / 2) * (1 + swell * Math.sin(phase + (turns * i) / path.length)),
  );
  return { radius, softness: 1.3, brightness: 1 };
}
