import { describe, expect, it } from 'vitest';
import type { RunEntry } from '../../../../src/comparison/runQueries';
import {
  meansFolder,
  referenceTo,
  relocated,
  withFolders,
  withoutRun,
  withRuns,
} from '../../../../src/extension/compare/references';
import type { CompareFile } from '../../../../src/messages/compareFile';

const entry = (id: string, mode = 'rr', created = '2026-01-01T00:00:00Z'): RunEntry => ({
  ...{ key: `/home/ada/.racecar/runs/${id}`, id, name: 'peak', mode, seed: 0, status: 'finished', created },
  ...{ engine: 'wasm', configFile: '/home/ada/peak.racecar.json' },
});
const entries = [entry('one'), entry('two', 'std'), entry('three', 'ort')];

describe('how a comparison names its runs', () => {
  it('is by their ids, or by their folders where those are not known or several have one', () => {
    expect(referenceTo('/home/ada/.racecar/runs/one', entries, '/home/ada')).toBe('one');
    expect(referenceTo('/home/ada/elsewhere/one', entries, '/home/ada')).toBe('elsewhere/one');
    expect(referenceTo('/far/away/run', entries, '/home/ada/deep/down')).toBe('/far/away/run');
  });

  it('goes from the file’s own folder when it is saved elsewhere', () => {
    const places = { from: '/home/ada', to: '/home/ada/notes' };
    expect(relocated('one', places, entries)).toBe('one');
    expect(relocated('old/runs/gone', places, entries)).toBe('../old/runs/gone');
    expect(relocated({ latest: 'mode', config: '/home/ada/peak.racecar.json' }, places, entries)).toEqual({
      latest: 'mode',
      config: '../peak.racecar.json',
    });
  });

  it('takes each run once', () => {
    const file: CompareFile = { version: 1, runs: ['one'] };
    const more = withRuns(
      file,
      ['/home/ada/.racecar/runs/one', '/home/ada/.racecar/runs/two'],
      entries,
      '/home/ada',
    );
    expect(more.runs).toEqual(['one', 'two']);
  });

  it('turns a query into the runs that are left when one of them is taken away', () => {
    const file: CompareFile = { version: 1, runs: ['two', { latest: 'mode' }] };
    const less = withoutRun(file, '/home/ada/.racecar/runs/one', entries, '/home/ada');
    expect(less.runs).toHaveLength(3);
    expect(new Set(less.runs)).toEqual(new Set(['two', 'three']));
  });

  it('loses a run that is gone, however it is named', () => {
    const gone = '/home/ada/.racecar/runs/gone-run';
    const named = ['gone-run', 'gone', '.racecar/runs/gone-run', { run: 'gone-run', label: 'the old one' }];
    const file: CompareFile = { version: 1, runs: [...named, 'one', { latest: 'mode', set: 'none' }] };
    for (const reference of named) expect(meansFolder(reference, gone, '/home/ada')).toBe(true);
    expect(withoutRun(file, gone, entries, '/home/ada').runs).toEqual([
      'one',
      { latest: 'mode', set: 'none' },
    ]);
  });

  it('is by their folders where the file is to lie anywhere, with labels, view and baseline', () => {
    const [one, two] = ['/home/ada/.racecar/runs/one', '/home/ada/.racecar/runs/two'];
    const file: CompareFile = {
      version: 1,
      runs: [{ run: 'one', label: 'ours' }, { latest: 'mode' }],
      baseline: 'tw',
      group: 'none',
      notes: 'kept',
    };
    expect(withFolders(file, [one, two], entries, '/home/ada')).toEqual({
      ...file,
      baseline: two,
      runs: [{ run: one, label: 'ours' }, two],
    });
    expect(withFolders({ ...file, baseline: 'std' }, [one], entries, '/home/ada').baseline).toBe('std');
  });
});
