import { describe, expect, it } from 'vitest';
import { courseText } from '../../../src/cli/runCourse';
import { showsUnicode, sparkline } from '../../../src/cli/sparkline';
import type { MetricsLine } from '../../../src/runs/metrics';

describe('a sparkline', () => {
  it('rises from the lowest to the highest value', () => {
    const values = [0, 1, 2, 3, 4, 5, 6, 7];
    expect(sparkline(values, { width: 8, ascii: false })).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline(values, { width: 8, ascii: true })).toBe('_.-=+*#@');
  });

  it('takes the mean of stretches where there are more values than characters', () => {
    expect(sparkline([0, 0, 7, 7, 3, 4], { width: 3, ascii: false })).toBe('▁█▅');
  });

  it('is level for a constant, drawn by the logarithm over decades, and blank where nothing is finite', () => {
    expect(sparkline([2, 2, 2], { width: 9, ascii: true })).toBe('___');
    expect(sparkline([1e-7, 1e-4, 1e-1], { width: 3, ascii: false })).toBe('▁▅█');
    expect(sparkline([1, NaN, 2], { width: 3, ascii: true })).toBe('_ @');
  });

  it('keeps to a given range', () => {
    expect(sparkline([0.5, 1.5, -1], { width: 3, ascii: true, range: [0, 1] })).toBe('+@_');
  });
});

describe('characters beyond ASCII', () => {
  const tty = { isTTY: true };

  it('are for a terminal with UTF-8', () => {
    expect(showsUnicode(tty, { LANG: 'de_DE.UTF-8' }, 'linux')).toBe(true);
    expect(showsUnicode({}, { LANG: 'de_DE.UTF-8' }, 'linux')).toBe(false);
    expect(showsUnicode(tty, { LANG: 'de_DE.UTF-8', LC_ALL: 'C' }, 'linux')).toBe(false);
    expect(showsUnicode(tty, {}, 'win32')).toBe(false);
    expect(showsUnicode(tty, { WT_SESSION: '1' }, 'win32')).toBe(true);
  });
});

describe('the course of a run', () => {
  const line = (step: number, accuracy?: number): MetricsLine => ({
    step,
    epoch: step,
    seconds: step,
    loss: 2 / (step + 1),
    taskLoss: 1 / (step + 1),
    penalties: { rr: 1 / (step + 1) },
    ...(accuracy === undefined ? {} : { trainAccuracy: accuracy }),
    learningRate: 1,
    layers: {
      hidden: {
        reverseError: { full: step === 0 ? 1 : 0.25, local: null },
        norm: 1,
        orthogonalityError: 1,
      },
    },
  });

  it('has a line for every curve that was measured twice', () => {
    expect(courseText([line(0, 0.5), line(1), line(2, 1)], true)).toBe(
      [
        'loss                   @-_  2 -> 0.6667',
        'task loss              @-_  1 -> 0.3333',
        'rr                     @-_  1 -> 0.3333',
        'train accuracy         +@   50.0 % -> 100.0 %',
        'rebuild error, hidden  @--  1 -> 0.25',
        '',
      ].join('\n'),
    );
  });

  it('is empty before there is one', () => {
    expect(courseText([line(0)], false)).toBe('');
  });
});
