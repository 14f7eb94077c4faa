import { describe, expect, it } from 'vitest';
import { bandOf, bandOnSharedPlaces } from '../../../src/comparison/bands';
import { curveOf, positionOf, stepAt } from '../../../src/comparison/curves';
import { principalAngles, topDirections } from '../../../src/comparison/subspaces';
import { SPREADS } from '../../../src/comparison/spread';
import fc from '../support/properties';
import { comparedRun } from './support';

const short = comparedRun({
  steps: 20,
  logged: { step: [0, 10, 20], epoch: [0, 1, 2], seconds: [0, 3, 5], loss: [4, NaN, 2] },
});
const sparse = {
  ...short,
  column: (name: string) => (name === 'norm' ? { rows: [2], values: [7] } : short.column(name)),
};

describe('the course of a value', () => {
  it('has the measured points, along steps, epochs, time or share of the training', () => {
    expect(curveOf(short, 'loss', 'step')).toEqual({ x: Float64Array.of(0, 20), y: Float64Array.of(4, 2) });
    expect([...curveOf(short, 'loss', 'time').x]).toEqual([0, 5]);
    expect([...curveOf(short, 'loss', 'percent').x]).toEqual([0, 100]);
    expect(curveOf(sparse, 'norm', 'epoch')).toEqual({ x: Float64Array.of(2), y: Float64Array.of(7) });
    expect(curveOf(short, 'nothing', 'step').x).toHaveLength(0);
  });

  it('has one cursor for runs of other lengths', () => {
    expect(positionOf(short, 5, 'time')).toBe(1.5);
    expect(stepAt(short, 50, 'percent')).toBe(10);
    expect(stepAt(short, 2.9, 'time')).toBe(0);
    expect(stepAt(short, 99, 'time')).toBe(20);
  });
});

describe('a band over seeds', () => {
  const curve = (x: number[], y: number[]) => ({ x: Float64Array.from(x), y: Float64Array.from(y) });

  it('has mean, least and largest at common steps without interpolation', () => {
    const band = bandOf([curve([0, 10], [1, 3]), curve([0, 10], [3, 4])], 'range');
    expect(band).toEqual({
      ...{ x: Float64Array.of(0, 10), mean: Float64Array.of(2, 3.5), low: Float64Array.of(1, 3) },
      ...{ high: Float64Array.of(3, 4), n: Uint16Array.of(2, 2), interpolated: false },
    });
  });

  it('interpolates between logged points, says so, and reaches no further than each curve', () => {
    const band = bandOf([curve([0, 10], [0, 10]), curve([0, 5, 20], [2, 3, 4])], 'sd');
    expect(band.interpolated).toBe(true);
    expect([...band.x]).toEqual([0, 5, 10, 20]);
    expect([...band.n]).toEqual([2, 2, 2, 1]);
    expect(band.mean[1]).toBe(4);
    expect(band.high[0]! - band.mean[0]!).toBeCloseTo(Math.SQRT2, 12);
    expect(band.low[3]).toBe(band.high[3]);
  });

  it('leaves out what is not finite, and has no more points than asked for', () => {
    const band = bandOf([curve([0, 1, 2], [1, Infinity, 3])], 'range');
    expect([...band.mean]).toEqual([1, 3]);
    const long = curve(
      Array.from({ length: 500 }, (_, i) => i),
      Array.from({ length: 500 }, (_, i) => i),
    );
    expect(bandOf([long], 'sd', { most: 50 }).x).toHaveLength(50);
  });
});

describe('the spread of a band', () => {
  const curve = (...y: number[]) => ({ x: Float64Array.from(y, (_, i) => i), y: Float64Array.from(y) });

  it('is the range, a standard deviation, or the confidence interval of the mean', () => {
    const curves = [curve(1), curve(2), curve(6)];
    const reach = (spread: (typeof SPREADS)[number]) => {
      const { mean, low, high } = bandOf(curves, spread);
      expect(mean[0]).toBe(3);
      return [low[0]!, high[0]!];
    };
    expect(reach('range')).toEqual([1, 6]);
    const sd = Math.sqrt(7);
    expect(reach('sd')).toEqual([3 - sd, 3 + sd]);
    // scipy.stats.t.interval(0.95, 2, loc=3, scale=7**0.5 / 3**0.5)
    const [low, high] = reach('interval');
    expect(low).toBeCloseTo(-3.572410608, 8);
    expect(high).toBeCloseTo(9.572410608, 8);
  });

  it('is the same for curves with the same places, whichever way it is computed', () => {
    const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(values, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(...SPREADS),
        (all, spread) => {
          const curves = all.map((each) => curve(...each));
          const general = bandOf(curves, spread);
          const shared = bandOnSharedPlaces(curves, spread)!;
          for (const part of ['mean', 'low', 'high', 'n'] as const) {
            general[part].forEach((value, i) => expect(shared[part][i]).toBeCloseTo(value, 8));
          }
        },
      ),
      { numRuns: 100 },
    );
    expect(bandOnSharedPlaces([curve(1, 2), curve(1)], 'range')).toBeUndefined();
    expect(bandOnSharedPlaces([curve(1, Infinity)], 'range')).toBeUndefined();
  });

  it('has most of its points where a band is looked at closely', () => {
    const long = curve(...Array.from({ length: 10_000 }, (_, i) => i));
    const { x } = bandOf([long], 'range', { most: 100, focus: { from: 500.5, to: 560 } });
    const within = [...x].filter((place) => place >= 500 && place <= 561);
    expect(within).toEqual(Array.from({ length: 62 }, (_, i) => 500 + i));
    expect(x.length - within.length).toBeLessThanOrEqual(102);
    expect([x[0], x.at(-1)]).toEqual([0, 9999]);
  });
});

describe('principal angles', () => {
  /** Directions e_i turned from the first axis towards the second by an angle. */
  const turned = (angle: number) => ({
    ...{ rows: 4, columns: 2 },
    values: [Math.cos(angle), 0, Math.sin(angle), 0, 0, 0, 0, 1],
  });

  it('are those by which a subspace was turned, also tiny ones', () => {
    for (const angle of [0, 1e-12, 1e-6, 0.3, Math.PI / 4, 1.2, Math.PI / 2]) {
      const [first, second] = principalAngles(turned(0), turned(angle));
      expect(first).toBeCloseTo(0, 14);
      expect(Math.abs(second! - angle), `turned by ${angle}`).toBeLessThan(1e-14 + 1e-10 * angle);
    }
  });

  it('do not depend on the basis, its lengths or repeated directions, nor on the order of the two', () => {
    const number = fc.double({ min: -0.25, max: 0.25, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 18, maxLength: 18 }), (noise) => {
        // Well away from directions that depend on each other, whose span rounding decides.
        const values = noise.map((each, i) => each + (Math.floor(i / 3) === i % 3 ? 1 : 0));
        const a = { rows: 6, columns: 3, values };
        const b = turnedWide();
        const mixed = Float64Array.from(values, (value, i) =>
          i % 3 === 0 ? value + 2 * values[i + 1]! : value,
        );
        const angles = [...principalAngles(a, b)];
        const others = [...principalAngles({ ...a, values: mixed }, b)];
        expect(angles).toHaveLength(2);
        angles.forEach((angle, i) => expect(others[i]).toBeCloseTo(angle, 9));
        [...principalAngles(b, a)].forEach((angle, i) => expect(angle).toBeCloseTo(angles[i]!, 9));
      }),
      { numRuns: 30 },
    );
  });

  it('are of the chosen directions: those of the largest weights', () => {
    const u = { rows: 3, columns: 3, values: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
    expect(topDirections(u, [0.1, 0.5, 0.4], 2)).toEqual({
      ...{ rows: 3, columns: 2 },
      values: Float64Array.of(0, 0, 1, 0, 0, 1),
    });
    expect(() => principalAngles(u, { rows: 2, columns: 1, values: [1, 0] })).toThrow(/no common space/);
  });
});

function turnedWide() {
  return { rows: 6, columns: 2, values: [1, 0, 0.5, 0, 0, 1, 0, 0.2, 0, 0, 0, 0] };
}
