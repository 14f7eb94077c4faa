import { describe, expect, it } from 'vitest';
import { baselineOf, resolveRuns } from '../../../src/comparison/runQueries';
import type { RunEntry } from '../../../src/comparison/runQueries';
import { UserError } from '../../../src/config/userError';
import { inEnglish } from '../../../src/diagnostics/findings/finding';
import { serializeCompareFile } from '../../../src/messages/compareFile';
import { readCompareFile } from '../../../src/messages/readCompareFile';

const text = `{
  "version": 1,
  "runs": [
    "peak-rr-s0",
    { "run": "../other/run", "label": "the old one" },
    { "latest": "mode", "count": 3, "config": "peak.racecar.json", "status": "finished" },
    { "latest": ["mode", "seed"], "mode": ["std", "rr"], "seed": [0, 1] }
  ],
  "notes": "Three modes.",
  "group": ["mode", "regularization.rr.lambda"],
  "baseline": "std",
  "sort": [
    { "column": "testAccuracy", "descending": true }
  ],
  "hidden": [
    "seed"
  ],
  "layout": {
    "a": { "b": [1, 2] },
    "z": null
  },
  "future": { "x": 1 }
}
`;

describe('a comparison that is kept in a file', () => {
  it('is read and written as it was, with keys that are not known', () => {
    const file = readCompareFile(text, 'x.racecompare');
    expect(file.unknown).toEqual({ future: { x: 1 } });
    expect(serializeCompareFile(file)).toBe(text);
  });

  it('is written the same whatever the order of its parts', () => {
    const { layout, ...rest } = readCompareFile(text, 'x');
    const shuffled = { layout: Object.fromEntries(Object.entries(layout!).reverse()), ...rest };
    expect(serializeCompareFile(shuffled)).toBe(text);
  });

  it.each([
    ['', 'x.racecompare:1:1: the comparison is empty'],
    ['{"version": 1, "runs": [}', 'not valid JSON'],
    ['{"runs": []}', 'version: found nothing, expected version 1'],
    [
      '{"version": 2, "runs": []}',
      'x.racecompare:1:13: version: found 2, expected version 1\n  It was written by a newer',
    ],
    ['{"version": 1}', 'runs: found nothing, expected a list'],
    [
      '{"version": 1, "runs": [5]}',
      'x.racecompare:1:25: runs.0: found 5, expected the id or folder of a run',
    ],
    ['{"version": 1, "runs": [{}]}', 'expected the id or folder of a run, {"run": …} or {"latest": …}'],
    [
      '{"version": 1, "runs": [{"latest": "day"}]}',
      'runs.0.latest: found "day", expected "run", "mode" or a list',
    ],
    [
      '{"version": 1, "runs": [{"latest": "run", "cuont": 1}]}',
      '1:43: unknown key "cuont"',
      'Did you mean "count"?',
    ],
    [
      '{"version": 1, "runs": [{"latest": "run", "count": 0}]}',
      'found 0, expected a whole number of at least 1',
    ],
    ['{"version": 1, "runs": [], "group": 3}', 'group: found 3, expected "none", "mode" or a list of keys'],
    ['{"version": 1, "runs": [], "sort": ["x"]}', 'sort.0: found "x", expected {"column": …}'],
  ])('%s is wrong, and it is said where and how', (wrong, ...parts) => {
    let message = '';
    try {
      readCompareFile(wrong, 'x.racecompare');
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      message = error.format();
    }
    for (const part of parts) expect(message).toContain(part);
  });
});

function entry(id: string, change: Partial<RunEntry> = {}): RunEntry {
  const [name = '', mode = '', seed = ''] = id.split('-');
  return {
    ...{
      key: `/home/ada/.racecar/runs/${id}`,
      id,
      name,
      mode,
      seed: Number(seed.slice(1)),
      status: 'finished',
    },
    ...{
      created: `2026-11-21T0${id.at(-1)}:00:00Z`,
      engine: 'wasm',
      configFile: `/home/ada/${name}.racecar.json`,
    },
    ...change,
  };
}

const runs = [
  entry('peak-rr-s0-1'),
  entry('peak-rr-s0-3', { set: 'set-1' }),
  entry('peak-std-s0-2'),
  entry('digits-rr-s0-4', { status: 'failed' }),
  entry('peak-rr-s1-5'),
];
const idsOf = (reference: Parameters<typeof resolveRuns>[0][number]) =>
  resolveRuns([reference], runs, '/home/ada').runs.map(({ id }) => id);

describe('the runs that a comparison means', () => {
  it('are those of an id, a unique beginning of it, or a path from the file on', () => {
    expect(idsOf('peak-rr-s0-1')).toEqual(['peak-rr-s0-1']);
    expect(idsOf('digits')).toEqual(['digits-rr-s0-4']);
    expect(resolveRuns(['../.racecar/runs/peak-std-s0-2'], runs, '/home/ada/sub').runs[0]?.id).toBe(
      'peak-std-s0-2',
    );
    expect(idsOf('.\\.racecar\\runs\\peak-rr-s1-5')).toEqual(['peak-rr-s1-5']);
  });

  it('are the newest of each mode, of a config, of a set', () => {
    expect(idsOf({ latest: 'mode', config: 'peak.racecar.json' })).toEqual(['peak-std-s0-2', 'peak-rr-s1-5']);
    expect(idsOf({ latest: 'run', count: 2, config: 'peak' })).toEqual(['peak-rr-s0-3', 'peak-rr-s1-5']);
    expect(idsOf({ latest: ['mode', 'seed'], mode: 'rr', config: './peak.racecar.json' })).toEqual([
      'peak-rr-s0-3',
      'peak-rr-s1-5',
    ]);
    expect(idsOf({ latest: 'run', set: 'set-1' })).toEqual(['peak-rr-s0-3']);
    expect(idsOf({ latest: 'run', status: ['failed', 'stopped'] })).toEqual(['digits-rr-s0-4']);
  });

  it('come once each, and those that are not there are named', () => {
    const {
      runs: found,
      missing,
      labels,
    } = resolveRuns(
      [
        'gone',
        'peak-rr-s0',
        { run: 'peak-std-s0-2', label: 'plain' },
        'peak-std-s0-2',
        { latest: 'mode', mode: 'ort' },
      ],
      runs,
      '/home/ada',
    );
    expect(found.map(({ id }) => id)).toEqual(['peak-std-s0-2']);
    expect([...labels.values()]).toEqual(['plain']);
    expect(missing.map(({ reason }) => inEnglish(reason))).toEqual([
      'there is no run "gone"',
      '"peak-rr-s0" fits 2 runs, expected one',
      'no run fits latest mode, mode ort',
    ]);
  });

  it('have a baseline among them, or a group has that name', () => {
    expect(baselineOf('peak-std', runs, '/home/ada')).toBe('/home/ada/.racecar/runs/peak-std-s0-2');
    expect(baselineOf('std', runs, '/home/ada')).toBe('std');
    expect(baselineOf('', [runs[0]!], '/home/ada')).toBe('');
  });
});
