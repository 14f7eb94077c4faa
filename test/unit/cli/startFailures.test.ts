import { afterEach, describe, expect, it, vi } from 'vitest';
import { StartFailures } from '../../../src/cli/startFailures';
import { UserError } from '../../../src/config/userError';

const missing = (file: string) => new UserError('there is no such file', { place: { file } });

describe('trainings of a set that could not begin', () => {
  const told: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => told.push(String(text)) > 0);
  afterEach(() => told.splice(0));

  it('are one error where all have the same reason, of which nothing is told before', () => {
    const failures = new StartFailures(3);
    for (const title of ['a', 'b']) failures.add(title, missing('weights'));
    expect(failures.common()?.format()).toContain('there is no such file');
    expect(failures.count).toBe(2);
    expect(told).toEqual([]);
  });

  it('have no error in common where the reasons differ', () => {
    const failures = new StartFailures(3);
    for (const file of ['one', 'other']) failures.add(file, missing(file));
    expect(failures.common()).toBeUndefined();
    expect(new StartFailures(3).common()).toBeUndefined();
  });

  it('are enough to give the set up when the first ones all failed for one reason', () => {
    const failures = new StartFailures(2);
    failures.add('a', missing('data'));
    expect(failures.areAll).toBe(false);
    failures.add('b', missing('data'));
    expect(failures.areAll).toBe(true);
    const begun = new StartFailures(2);
    begun.tellHeld();
    for (const title of ['a', 'b']) begun.add(title, missing('data'));
    expect(begun.areAll).toBe(false);
  });

  it('are told of once another has begun, and from then on at once', () => {
    const failures = new StartFailures(3);
    failures.add('a', missing('one'));
    failures.tellHeld();
    expect(told).toEqual([expect.stringContaining('a  failed: ')]);
    failures.add('b', missing('other'));
    expect(told).toHaveLength(2);
    failures.tellHeld();
    expect(told).toHaveLength(2);
  });
});
