import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonLines, manifestOf, tinyConfig, WASM, Workspace } from './support';

const workspace = new Workspace();
workspace.write(
  'tiny.racecar.json',
  tinyConfig({ data: { validation: 0.1 }, training: { epochs: 1, batchSize: 9 } }),
);

interface Trained {
  readonly run: string;
  readonly dir: string;
  readonly mode: string;
  readonly final: Record<string, number>;
}

interface Compared {
  readonly runs: readonly { run: string; values: Record<string, number | string> }[];
  readonly columns: readonly { id: string }[];
  readonly rows: readonly {
    label: string;
    isBaseline?: boolean;
    cells: readonly Record<string, unknown>[];
  }[];
  readonly notes: readonly string[];
}

describe('racecar train --grid', async () => {
  const outcome = await workspace.racecar(
    ...['train', 'tiny.racecar.json', '--mode', 'std,rr', '--seeds', '2', ...WASM, '--json'],
    ...['--grid', 'regularization.rr.lambda=1e-3,1e-2'],
  );
  const lines = jsonLines<Trained & Record<string, unknown>>(outcome.stdout);
  const runs = lines.slice(0, -1) as Trained[];
  const manifests = runs.map(
    ({ dir }) => manifestOf(dir) as unknown as Record<string, Record<string, unknown>>,
  );
  const set = manifests[0]!['set'] as { id: string; keys: string[] };

  it('trains every mode with every value that it depends on and every seed', () => {
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(runs.map(({ mode }) => mode)).toEqual(['std', 'std', 'rr', 'rr', 'rr', 'rr']);
    expect(outcome.stderr).toContain('std does not depend on regularization.rr.lambda');
  });

  it('writes into each run which set it is of', () => {
    expect(set.keys).toEqual(['regularization.mode', 'regularization.rr.lambda', 'training.seed']);
    for (const manifest of manifests) expect(manifest['set']).toEqual(set);
  });

  it('says last which value is the best for each mode by validation accuracy, and its test accuracy', () => {
    expect(lines.at(-1)).toMatchObject({
      set,
      chosenBy: 'validationAccuracy',
      modes: [
        { mode: 'std', candidates: [{ runs: [runs[0]!.run, runs[1]!.run] }] },
        { mode: 'rr', chosen: { validationAccuracy: { n: 2 }, testAccuracy: { n: 2 } } },
      ],
    });
  });

  const compared = async (...args: string[]) => (await workspace.json<Compared>('compare', ...args))[0]!;

  it('gives runs that compare finds as a set, with the very numbers of their folders', async () => {
    const {
      runs: found,
      columns,
      rows,
      notes,
    } = await compared(...['--set', set.id, '--group', 'mode,rr.lambda', '--baseline', 'std']);
    expect(found.map(({ run }) => run).sort()).toEqual(runs.map(({ run }) => run).sort());
    for (const { run, final } of runs) {
      const { values } = found.find((each) => each.run === run)!;
      expect(values).toMatchObject({
        'final.testAccuracy': final['testAccuracy'],
        'final.taskLoss': final['taskLoss'],
        'config.regularization.rr.lambda': expect.any(Number) as number,
      });
    }
    expect(rows[0]).toMatchObject({ label: expect.stringMatching(/^std/) as string, isBaseline: true });
    const loss = columns.findIndex(({ id }) => id === 'final.taskLoss');
    expect(rows[1]!.cells[loss]).toMatchObject({ summary: { n: 2 }, test: { kind: 'paired', n: 2 } });
    expect(notes.some((note) => note.includes('too few to say much'))).toBe(true);
  });

  it('and that can be compared by a file, in which missing runs are named', async () => {
    const file = workspace.write('kept/modes.racecompare', {
      version: 1,
      // Which of two seeds that train at once is the newer is left to chance.
      runs: [{ latest: ['mode', 'seed'], config: '../tiny.racecar.json' }, 'gone'],
      columns: ['mode', 'testAccuracy'],
      sort: [{ column: 'mode' }],
      baseline: `../.racecar/runs/${runs.find(({ mode }) => mode === 'std')!.run}`,
    });
    const shown = await workspace.racecar('compare', file, '--format', 'csv');
    expect(shown.stderr).toMatch(/^warning: .*modes\.racecompare: there is no run "gone"\n$/);
    expect(shown.stdout.split('\n')[0]).toBe(
      'run,id,folder,mode,final.testAccuracy,final.testAccuracy:difference',
    );
    expect(shown.stdout.trim().split('\n')).toHaveLength(5);
    expect(shown.code).toBe(0);
    workspace.write('damaged/run.json', '{ "format": 1');
    const damaged = workspace.write('unpinned.racecompare', {
      version: 1,
      runs: [runs[0]!.run, 'damaged'],
      baseline: '',
    });
    const unpinned = await workspace.racecar('compare', damaged);
    expect(unpinned.stderr).toMatch(/: damaged: the run cannot be read: its run\.json is not JSON\n$/);
    expect(unpinned.stdout).not.toContain('baseline');
    const wrong = workspace.write('wrong.racecompare', '{ "version": 1, "runs": [7] }');
    const rejected = await workspace.racecar('compare', wrong);
    expect(rejected).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('wrong.racecompare:1:26: runs.0') as string,
    });
  });

  it('fit into 80 columns in a terminal, also a run that failed or is of another version', async () => {
    const failed = path.join(runs[2]!.dir, 'run.json');
    const { final, layers, ...rest } = manifests[2]!;
    expect([final, layers]).not.toContain(undefined);
    const config = { ...rest['config'], later: { option: true } };
    writeFileSync(
      failed,
      JSON.stringify({ ...rest, config, status: 'failed', step: 1, error: { message: 'it broke' } }),
    );
    rmSync(path.join(runs[3]!.dir, 'metrics.jsonl'));
    const { stdout, code, stderr } = await workspace.racecar(
      ...[
        'compare',
        ...runs.slice(0, 4).map(({ run }) => run),
        '--baseline',
        runs[0]!.run,
        '--sort=-testAccuracy',
      ],
    );
    expect(code, stderr).toBe(0);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toContain('(baseline)');
    expect(stdout).toMatch(/failed at step 1 of 2; its values are\s+the last logged/);
    expect(stdout).toContain('later.option');
  });

  workspace.write('wrong-group.racecompare', { version: 1, runs: [runs[0]!.run], group: ['modee'] });

  it.each([
    [['compare'], 'missing <run>'],
    [['compare', 'nothing'], 'there is no run "nothing"'],
    [['compare', '--set', 'set-0'], 'there is no run of a set "set-0"'],
    [['compare', 'RUN', '--columns', 'stabelRank'], 'Did you mean stableRank?'],
    [['compare', 'RUN', '--filter', 'accuracie>1'], '--filter: there is no column "accuracie"'],
    [['compare', 'RUN', '--group', 'modee'], '--group: found "modee", expected mode, seed'],
    [['compare', 'wrong-group.racecompare'], 'wrong-group.racecompare: group: found "modee", expected mode'],
    [['compare', 'RUN', '--html', 'nodir/x.html'], 'cannot be written: there is no folder nodir'],
    [['compare', 'RUN', '--html', 'x.html', '--json'], '--html writes a page, and --json'],
    [['compare', 'RUN', '--format', 'csv', '--json'], '--json and --format csv are two forms of output'],
    [['inspect', 'RUN', '--csv', '--json'], '--json and --csv are two forms of output'],
    [['compare', 'RUN', '--baseline', 'ort'], '--baseline: found "ort", expected one of the rows'],
    [
      ['train', 'tiny.racecar.json', '--grid', 'training.epochs'],
      '--grid: found "training.epochs", expected key=value',
    ],
    [['train', 'tiny.racecar.json', '--grid', 'training.epohcs=1,2'], 'epochs'],
  ])('racecar %j says what is wrong', async (args, message) => {
    const outcome = await workspace.racecar(...args.map((each) => (each === 'RUN' ? runs[0]!.run : each)));
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(message);
  });
});
