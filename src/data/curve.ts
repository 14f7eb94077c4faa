/** A point in the plane: x to the right, y down. In an image's pixels, (0, 0) is the centre of the first pixel. */
export type Point = readonly [x: number, y: number];

/**
 * A smooth curve through the points as a polyline: centripetal Catmull-Rom splines (Barry and Goldman's
 * recursion), which stay close to their points however unevenly those lie. A point given twice in a row is a corner.
 */
export function smoothCurve(points: readonly Point[], stepsPerSpan = 8): Point[] {
  const curve: Point[] = [];
  for (const section of sections(points)) {
    if (curve.length === 0) curve.push(section[0]!);
    for (let i = 0; i + 1 < section.length; i++) {
      const [p1, p2] = [section[i]!, section[i + 1]!];
      const p0 = section[i - 1] ?? mirrored(p2, p1);
      const p3 = section[i + 2] ?? mirrored(p1, p2);
      for (let step = 1; step <= stepsPerSpan; step++) {
        curve.push(splinePoint(p0, p1, p2, p3, step / stepsPerSpan));
      }
    }
  }
  return curve;
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** The runs of points between corners. */
function sections(points: readonly Point[]): Point[][] {
  const runs: Point[][] = [[]];
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (before !== undefined && distance(before, point) === 0) runs.push([]);
    runs.at(-1)!.push(point);
  });
  return runs;
}

/** `point` mirrored in `centre`: the neighbour that an end of the curve lacks. */
function mirrored(point: Point, centre: Point): Point {
  return [2 * centre[0] - point[0], 2 * centre[1] - point[1]];
}

/** The point at `share` (0..1) of the way from p1 to p2. */
function splinePoint(p0: Point, p1: Point, p2: Point, p3: Point, share: number): Point {
  const t0 = 0;
  const t1 = t0 + knotStep(p0, p1);
  const t2 = t1 + knotStep(p1, p2);
  const t3 = t2 + knotStep(p2, p3);
  const t = t1 + share * (t2 - t1);
  const a1 = between(p0, p1, (t - t0) / (t1 - t0));
  const a2 = between(p1, p2, (t - t1) / (t2 - t1));
  const a3 = between(p2, p3, (t - t2) / (t3 - t2));
  const b1 = between(a1, a2, (t - t0) / (t2 - t0));
  const b2 = between(a2, a3, (t - t1) / (t3 - t1));
  return between(b1, b2, (t - t1) / (t2 - t1));
}

function knotStep(a: Point, b: Point): number {
  return Math.max(1e-6, Math.sqrt(distance(a, b)));
}

function between(a: Point, b: Point, share: number): Point {
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}
