import type { Random } from '../random/random';
import { smoothCurve, type Point } from './curve';

/** One or more paths, roughly within -1..1 in x and y. */
type Drawing = readonly (readonly Point[])[];

/** The repertoire behind the discs: what someone doodles to fill a square. */
const drawings: readonly ((random: Random) => Drawing)[] = [
  line,
  hook,
  wave,
  polygon,
  loopWithTail,
  scribble,
  scribble,
  scribble,
  star,
  crossed,
  crossed,
  crossed,
];

/** A random doodle of lines and curves, roughly within -1..1 in x and y. */
export function randomDrawing(random: Random): Drawing {
  return random.pick(drawings)(random);
}

/** A straight or slightly bent line. */
function line(random: Random): Drawing {
  const angle = random.uniform(0, Math.PI);
  const bend = random.normal(0, 0.25);
  return [smoothCurve([onCircle(angle), onCircle(angle + Math.PI / 2, bend), onCircle(angle + Math.PI)])];
}

/** Two straight or curved strokes that meet in a corner: a tick, an L, a seven. */
function hook(random: Random): Drawing {
  const start: Point = [-1, random.uniform(-1, 0)];
  const corner: Point = [random.uniform(-0.5, 0.5), random.uniform(0.4, 1)];
  const end: Point = [1, random.uniform(-1, 0.8)];
  return [smoothCurve(random.uniform() < 0.5 ? [start, corner, end] : [start, corner, corner, end])];
}

/** A line that swings from side to side, in curves or as a zigzag. */
function wave(random: Random): Drawing {
  const count = 3 + random.integer(4);
  const height = random.uniform(0.2, 0.8);
  const points = Array.from({ length: count }, (_, i): Point => [
    (2 * i) / (count - 1) - 1,
    (i % 2 === 0 ? height : -height) * random.uniform(0.6, 1.3),
  ]);
  return [random.uniform() < 0.6 ? smoothCurve(points) : points];
}

/** A closed outline of three to five straight sides. */
function polygon(random: Random): Drawing {
  const count = 3 + random.integer(3);
  const corners = Array.from({ length: count }, (_, i): Point =>
    onCircle((2 * Math.PI * (i + random.uniform(-0.25, 0.25))) / count, random.uniform(0.7, 1)),
  );
  return [[...corners, corners[0]!]];
}

/** An ellipse drawn round once or a little more, often running out into a tail: o, a, b, d, e, 6, 9. */
function loopWithTail(random: Random): Drawing {
  const turn = random.uniform(1.7, 2.4) * Math.PI;
  const [width, height] = [random.uniform(0.35, 0.8), random.uniform(0.4, 0.9)];
  const points = Array.from({ length: 9 }, (_, i): Point => {
    const [x, y] = onCircle((turn * i) / 8, random.uniform(0.9, 1.1));
    return [width * x, height * y];
  });
  if (random.uniform() < 0.7) {
    const away = turn + random.uniform(-0.2, 0.8);
    points.push(onCircle(away, random.uniform(0.9, 1.2)), onCircle(away + random.uniform(0, 0.6), 1.5));
  }
  return [smoothCurve(points)];
}

/** A curve through random points, none close to the one before: the look of a written letter. */
function scribble(random: Random): Drawing {
  const points: Point[] = [];
  const count = 5 + random.integer(4);
  while (points.length < count) {
    const next: Point = [random.uniform(-1, 1), random.uniform(-1, 1)];
    const last = points.at(-1);
    if (last !== undefined && Math.hypot(next[0] - last[0], next[1] - last[1]) < 0.7) continue;
    points.push(next);
    if (random.uniform() < 0.2) points.push(next);
  }
  return [smoothCurve(points)];
}

/** Lines through one point, or a five-pointed star in one go. */
function star(random: Random): Drawing {
  if (random.uniform() < 0.4) {
    return [Array.from({ length: 6 }, (_, i) => onCircle((4 * Math.PI * i) / 5, random.uniform(0.85, 1)))];
  }
  const count = 2 + random.integer(3);
  return Array.from({ length: count }, (_, i) => {
    const angle = (Math.PI * (i + random.uniform(-0.2, 0.2))) / count;
    return [onCircle(angle, random.uniform(0.6, 1)), onCircle(angle + Math.PI, random.uniform(0.6, 1))];
  });
}

/** A curve with a bar across it: f, t, A, H. */
function crossed(random: Random): Drawing {
  const height = random.uniform(-0.4, 0.4);
  const bar: readonly Point[] = [
    [random.uniform(-1.2, -0.5), height],
    [random.uniform(0.5, 1.2), height + random.normal(0, 0.1)],
  ];
  const under = random.pick([hook, scribble, loopWithTail, wave])(random);
  return [...under, bar];
}

function onCircle(angle: number, radius = 1): Point {
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
