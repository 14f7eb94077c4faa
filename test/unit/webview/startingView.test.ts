import { describe, expect, it } from 'vitest';
import type { ComparedRun } from '../../../src/comparison/comparedRun';
import { startingView } from '../../../webview/compare/startingView';

const run = (mode: string, seed: number) => ({ facts: { mode, seed } }) as unknown as ComparedRun;

describe('what runs are looked at by at first', () => {
  it('is modes over their seeds against Std, where there are several of both', () => {
    expect(startingView([run('std', 0), run('std', 1), run('rr', 0), run('rr', 1)])).toEqual({
      group: 'mode',
      baseline: 'std',
    });
  });

  it('is one row a run, against the only one of Std', () => {
    expect(startingView([run('std', 0), run('rr', 0)])).toEqual({ group: 'none', baseline: 'std' });
  });

  it('is without a baseline where each seed has a row and several of them are plain', () => {
    const runs = [run('std', 0), run('std', 1), run('rr', 0), run('rr', 1)];
    expect(startingView(runs, 'none')).toEqual({ group: 'none' });
  });

  it('is without a baseline where no row is the plain one', () => {
    expect(startingView([run('ort', 0), run('rr', 0)])).toEqual({ group: 'none' });
    expect(startingView([run('std', 0), run('std', 1)])).toEqual({ group: 'none' });
  });
});
