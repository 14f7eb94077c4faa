import { describe, expect, it } from 'vitest';
import { courseBlock } from '../../../../src/extension/compare/courseBlock';
import type { Course } from '../../../../webview/compare/course';
import { CourseDetails } from '../../../../webview/compare/courseDetails';

/** Every tenth of many logged values, each its own step. */
const thinned = courseOf([0, 10, 20, 30, 40, 50], 51);
const stretch = (from: number, to: number) => ({ run: 'a', from, to });

function courseOf(steps: readonly number[], logged = steps.length): Course {
  return { steps: Uint32Array.from(steps), values: Float64Array.from(steps), logged };
}

function taken(from: number, to: number, fine: Course): CourseDetails {
  const details = new CourseDetails();
  details.take([courseBlock('a', ['loss'], [fine])], [stretch(from, to)], () => thinned);
  return details;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('a course that is looked at closely', () => {
  it('has all points of the stretch, and elsewhere those that it had', () => {
    const details = taken(18, 24, courseOf(range(17, 25)));
    const course = details.into('a', 'loss', thinned);
    expect([...course.steps]).toEqual([0, 10, ...range(17, 25), 30, 40, 50]);
    expect([...course.values]).toEqual([...course.steps]);
    expect(course.detail).toEqual({ from: 18, to: 24, logged: 9, points: 9 });
    expect(course.logged).toBe(51);
    expect(details.into('a', 'loss', thinned)).toBe(course);
    expect(details.into('b', 'loss', thinned)).toBe(thinned);
  });

  it('may reach over an end, or hold nothing', () => {
    const all = taken(0, 60, courseOf(range(0, 50))).into('a', 'loss', thinned);
    expect([...all.steps]).toEqual(range(0, 50));
    expect(taken(60, 70, courseOf([])).into('a', 'loss', thinned)).toBe(thinned);
  });

  it('is asked for once: not what is here, what lies within it, or where there is nothing', () => {
    const details = taken(10, 30, courseOf(range(9, 31)));
    expect(details.has('loss', thinned, stretch(12, 20))).toBe(true);
    expect(details.has('loss', thinned, stretch(12, 31))).toBe(false);
    expect(details.has('loss', thinned, stretch(51, 90))).toBe(true);
    expect(details.has('other', thinned, stretch(12, 20))).toBe(false);
    expect(new CourseDetails().has('loss', courseOf([0, 10]), stretch(0, 5))).toBe(true);
  });

  it('is asked for again closer up where it was thinned itself, and not for the same stretch', () => {
    const details = taken(10, 30, courseOf([9, 15, 31], 23));
    expect(details.has('loss', thinned, stretch(10, 30))).toBe(true);
    expect(details.has('loss', thinned, stretch(12, 20))).toBe(false);
  });

  it('is asked for again once its run has gone on in it', () => {
    const details = taken(30, 80, courseOf(range(29, 50)));
    expect(details.has('loss', thinned, stretch(30, 80))).toBe(true);
    const longer = courseOf([0, 20, 40, 60], 61);
    expect(details.has('loss', longer, stretch(30, 80))).toBe(false);
    expect(details.has('loss', longer, stretch(30, 50))).toBe(true);
    expect([...details.into('a', 'loss', longer).steps]).toEqual([0, 20, ...range(29, 50), 60]);
  });

  it('is forgotten', () => {
    const details = taken(10, 30, courseOf(range(9, 31)));
    expect(details.forget('b')).toBe(false);
    expect(details.forget('a')).toBe(true);
    expect(details.into('a', 'loss', thinned)).toBe(thinned);
    expect(details.forget()).toBe(false);
  });
});
