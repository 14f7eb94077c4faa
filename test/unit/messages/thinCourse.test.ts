import { describe, expect, it } from 'vitest';
import { courseWithin, thinCourse } from '../../../src/messages/thinCourse';
import fc from '../support/properties';

const steps = (count: number) => Float64Array.from({ length: count }, (_, i) => i * 10);

describe('a thinned course', () => {
  it('has what was measured and nothing else, where that is not too much', () => {
    const course = thinCourse(steps(4), [1, NaN, Infinity, 2], 10);
    expect([...course.steps]).toEqual([0, 20, 30]);
    expect([...course.values]).toEqual([1, Infinity, 2]);
    expect(course.logged).toBe(3);
  });

  it('takes columns of few values by their rows', () => {
    const course = thinCourse(steps(100), { rows: [3, 50], values: [5, 6] }, 10);
    expect([...course.steps]).toEqual([30, 500]);
    expect([...course.values]).toEqual([5, 6]);
  });

  it('keeps the first, the last and every extreme, in order, and hardly more than asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 50, maxLength: 400 }),
        fc.integer({ min: 8, max: 40 }),
        (values, most) => {
          const course = thinCourse(steps(values.length), values, most);
          expect(course.logged).toBe(values.length);
          expect(course.steps.length).toBeLessThanOrEqual(most + 4);
          expect(Math.max(...course.values)).toBe(Math.max(...values));
          expect(Math.min(...course.values)).toBe(Math.min(...values));
          expect(course.values[0]).toBe(values[0]);
          expect(course.values.at(-1)).toBe(values.at(-1));
          course.steps.forEach((step, i) => {
            expect(course.values[i]).toBe(values[step / 10]);
            if (i > 0) expect(step).toBeGreaterThan(course.steps[i - 1]!);
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('does not lose where a value was not finite', () => {
    const values = Array.from({ length: 200 }, (_, i) => (i === 77 ? Infinity : i));
    const course = thinCourse(steps(200), values, 20);
    expect([...course.steps]).toContain(770);
  });
});

describe('a stretch of a course', () => {
  it('has all points of its steps, with the measured ones before and after it', () => {
    const values = Float64Array.of(0, NaN, NaN, 3, NaN, 5, NaN, NaN, 8, 9);
    const within = (from: number, to: number) => [
      ...courseWithin(steps(10), values, { from, to }, 100).steps,
    ];
    expect(within(30, 50)).toEqual([0, 30, 50, 80]);
    expect(within(31, 49)).toEqual([30, 50]);
    expect(within(0, 5)).toEqual([0, 30]);
    expect(within(85, 1000)).toEqual([80, 90]);
    expect(within(1000, 2000)).toEqual([90]);
  });

  it('is the same of a column of few values', () => {
    const sparse = { rows: Uint32Array.of(0, 3, 5, 8, 9), values: Float64Array.of(0, 3, 5, 8, 9) };
    const within = (from: number, to: number) => courseWithin(steps(10), sparse, { from, to }, 100);
    expect([...within(30, 50).steps]).toEqual([0, 30, 50, 80]);
    expect([...within(31, 49).values]).toEqual([3, 5]);
    expect([...within(1000, 2000).steps]).toEqual([90]);
    expect([...courseWithin(steps(10), { rows: [], values: [] }, { from: 0, to: 50 }, 100).steps]).toEqual(
      [],
    );
  });

  it('is thinned where it is still too long, and says what there is', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i));
    const { logged, steps: kept } = courseWithin(steps(1000), values, { from: 1000, to: 8990 }, 40);
    expect(logged).toBe(802);
    expect(kept.length).toBeLessThanOrEqual(44);
    expect([kept[0], kept.at(-1)]).toEqual([990, 9000]);
  });
});
