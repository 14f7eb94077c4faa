import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { shiftsFor, strokeLine } from '../../../webview/charts/strokeLine';

const ACROSS = 100;
const places = { toX: (x: number) => x, toY: (y: number) => y };

/** A line with so many points over the whole width, up and down by so many pixels. */
function line(count: number, height: number) {
  const x = Float64Array.from({ length: count }, (_, i) => (i * ACROSS) / count);
  return { x, y: x.map((_, i) => (i % 2) * height) };
}

/** What is stroked of a line. */
function strokesOf(points: ReturnType<typeof line>, isHasty: boolean) {
  const strokes: { width: number; dash: readonly number[]; start: readonly number[] }[] = [];
  let dash: readonly number[] = [];
  let start: readonly number[] = [];
  const context = {
    lineWidth: 0,
    beginPath: () => undefined,
    moveTo: (...at: number[]) => (start = at),
    lineTo: () => undefined,
    setLineDash: (lengths: readonly number[]) => (dash = lengths),
    stroke: () => strokes.push({ width: context.lineWidth, dash, start }),
  };
  const isCoarse = strokeLine(context as unknown as CanvasRenderingContext2D, points, places, {
    ...{ colour: '#000000', width: 1.5, dash: [6, 3], opacity: 1, across: ACROSS },
    isHasty,
  });
  return { strokes, isCoarse };
}

describe('a line', () => {
  beforeEach(() => vi.stubGlobal('devicePixelRatio', 1));
  afterEach(() => vi.unstubAllGlobals());

  const whole = { isCoarse: false, strokes: [{ width: 1.5, dash: [6, 3], start: [0, 0] }] };

  it('is drawn as it is meant where there is time', () => {
    for (const points of [line(50, 1), line(50, 40), line(400, 40)])
      expect(strokesOf(points, false)).toEqual(whole);
  });

  it('is drawn so in haste too where that takes no time', () => {
    expect(strokesOf(line(50, 1), true)).toEqual(whole);
  });

  it('is put together from lines of a pixel where it goes up and down in haste', () => {
    const { strokes, isCoarse } = strokesOf(line(50, 40), true);
    expect(isCoarse).toBe(true);
    expect(strokes).toEqual([
      { width: 1, dash: [6, 3], start: [-0.25, 0.25] },
      { width: 1, dash: [6, 3], start: [0.25, -0.25] },
    ]);
  });

  it('is a single one of these, without dashes, where it is so dense that nobody sees more', () => {
    const { strokes, isCoarse } = strokesOf(line(400, 40), true);
    expect(isCoarse).toBe(true);
    expect(strokes).toEqual([{ width: 1, dash: [], start: [0, 0] }]);
  });

  it('that is wider is put together from more, with no gap and as wide', () => {
    for (const width of [0.75, 1, 1.5, 2, 2.25, 3, 4.5]) {
      const shifts = shiftsFor(width);
      expect(shifts.at(-1)! - shifts[0]! + 1).toBeCloseTo(Math.max(1, width));
      for (let i = 1; i < shifts.length; i++) expect(shifts[i]! - shifts[i - 1]!).toBeLessThanOrEqual(1);
    }
  });
});
