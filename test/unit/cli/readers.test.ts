import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MetricsLine } from '../../../src/runs/metrics';
import { jsonLines, manifestOf, namesIn, tinyConfig, Workspace } from './support';

const workspace = new Workspace();
workspace.write('tiny.racecar.json', tinyConfig({ training: { snapshotEvery: 2, logEvery: 1 } }));

/** Bytes of all files below a folder. */
function bytesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}

describe('what is told of runs', async () => {
  const runs = await workspace.json<{ run: string; dir: string; final: object; layers: object[] }>(
    ...['train', 'tiny.racecar.json', '--mode', 'std,rr', '--parallel', '1'],
  );
  const [std, rr] = [runs[0]!, runs[1]!];

  it('by racecar runs --json: every run, the newest first, with its status, results and disk use', async () => {
    const [listed] = await workspace.json<object[]>('runs');
    expect(listed).toEqual(
      [rr, std].map(({ run, dir, final }, index) => ({
        run,
        dir,
        name: 'tiny',
        mode: ['rr', 'std'][index],
        seed: 3,
        engine: 'wasm',
        status: 'finished',
        created: expect.any(String),
        ended: expect.any(String),
        step: 6,
        steps: 6,
        bytes: bytesOf(dir),
        final,
      })),
    );
  });

  it('by racecar runs: a table with a total', async () => {
    const { stdout } = await workspace.racecar('runs');
    expect(stdout).toMatch(/^run +mode +seed +status +steps +loss +test +disk\n/);
    expect(stdout).toMatch(/2 runs, [\d.]+ [kM]B\n$/);
  });

  it('by racecar runs from a folder below, and nothing where there are none', async () => {
    mkdirSync(workspace.path('below'));
    const { stdout } = await workspace.racecar('runs', '--runs', 'below');
    expect(stdout).toMatch(/^No runs in /);
    const [none] = await workspace.json('runs', '--runs', 'nowhere');
    expect(none).toEqual([]);
  });

  it('by racecar show --json: the manifest with metrics, snapshots and disk use', async () => {
    const [shown] = await workspace.json('show', std.run);
    expect(shown).toEqual({
      ...manifestOf(std.dir),
      dir: std.dir,
      bytes: bytesOf(std.dir),
      snapshots: [0, 2, 4, 6],
      metrics: [0, 1, 2, 3, 4, 5, 6].map((step) => expect.objectContaining({ step })),
      findings: [],
    });
  });

  it('by racecar show: facts, metrics and results in words', async () => {
    const { stdout } = await workspace.racecar('show', std.run);
    expect(stdout).toMatch(/^run +tiny-std-/);
    expect(stdout).toMatch(/\nstatus +finished\n/);
    expect(stdout).toMatch(/\ndata +peak, 20 training, 0 validation and 10 test samples of \[28, 28, 1\]\n/);
    expect(stdout).toMatch(/\nsnapshots +4, steps 0 to 6\n/);
    expect(stdout).toMatch(/\nloss {2,}[_.\-=+*#@]{7} {2}[\d.]+ -> [\d.]+\n/);
    expect(stdout).toMatch(/\nrebuild error, hidden {2}[_.\-=+*#@]{7} {2}/);
    expect(stdout).toMatch(/\nstep +loss +task loss +train +test\n/);
    expect(stdout).toMatch(/\nmode +seed +rebuild error /);
  });

  it('for an id, a unique prefix of one, and a path', async () => {
    const names = [std.run, 'tiny-std', std.dir, path.relative(workspace.folder, std.dir)];
    const shown = await Promise.all(names.map((name) => workspace.json('show', name)));
    expect(shown.map(([each]) => each!['id'])).toEqual(names.map(() => std.run));
    const ambiguous = await workspace.racecar('show', 'tiny');
    expect(ambiguous.code).toBe(2);
    expect(ambiguous.stderr).toMatch('"tiny" fits 2 runs, expected a prefix of one alone\n  They are tiny-');
  });

  it('by racecar inspect --json: the spectrum of every kernel, of a run and of a file alike', async () => {
    const [ofRun] = await workspace.json<{ layers: object[] }>('inspect', std.run);
    const file = path.join(std.dir, 'snapshots', '6.safetensors');
    expect(ofRun).toMatchObject({ file, run: std.run, step: 6 });
    expect(ofRun!.layers).toHaveLength(2);
    expect(ofRun!.layers[0]).toMatchObject({
      name: 'hidden',
      shape: [784, 8],
      singularValues: expect.any(Array),
      dataEnergy: expect.any(Array),
      stableRank: expect.any(Number),
      effectiveRank: expect.any(Number),
      conditionNumber: expect.any(Number),
      orthogonalityError: expect.any(Number),
    });
    for (const [index, layer] of std.layers.entries()) {
      const { singularValues } = layer as { singularValues: number[] };
      const found = (ofRun!.layers[index] as { singularValues: number[] }).singularValues;
      found.forEach((sigma, i) => expect(sigma).toBeCloseTo(singularValues[i]!, 9));
    }
    const [ofFile] = await workspace.json<{ layers: object[] }>('inspect', file);
    expect(ofFile).not.toHaveProperty('run');
    expect(ofFile).toMatchObject({ file });
    for (const [index, layer] of ofFile!.layers.entries()) {
      const { name, shape, singularValues, dataEnergy } = ofRun!.layers[index] as Record<string, unknown>;
      expect(layer).toMatchObject({ name, shape, singularValues, dataEnergy });
    }
  });

  it('by racecar inspect of one layer at one step', async () => {
    const [inspected] = await workspace.json('inspect', std.run, '--layer', 'output', '--step', '2');
    expect(inspected).toMatchObject({ step: 2, layers: [{ name: 'output', shape: [8, 2] }] });
    // The last snapshot's reverse errors are final results, another's those that were logged at its step.
    const lines = jsonLines<MetricsLine>(readFileSync(path.join(std.dir, 'metrics.jsonl'), 'utf8'));
    const { reverseError } = lines.find(({ step }) => step === 2)!.layers['output']!;
    const [layer] = inspected!['layers'] as { metrics: Record<string, number> }[];
    expect(layer!.metrics).toMatchObject({
      ...{ reverseErrorFull: reverseError.full, reverseErrorLocal: reverseError.local },
    });
    const { stdout } = await workspace.racecar('inspect', std.run, '--layer', 'output', '--step', '0');
    expect(stdout).toMatch(/, step 0\n/);
    expect(stdout).toMatch(/\ndirection +σ +data energy\n/);
    expect(stdout).toMatch(/principal cosines take the data: --data tiny\.racecar\.json\n$/);
    const missing = await workspace.racecar('inspect', std.run, '--step', '3');
    expect(missing.code).toBe(2);
    expect(missing.stderr).toMatch('the run has no snapshot of step 3\n  It has 0, 2, 4, 6.');
  });

  it('by racecar check: the network that a config describes', async () => {
    const { code, stdout, stderr } = await workspace.racecar('check', 'tiny.racecar.json');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nhidden +dense +8 +6,296\n/);
    expect(stdout).toMatch('20 training, 0 validation, 10 test samples');
    expect(stdout).toMatch('6 steps of 10 samples');
  });

  it('by racecar engines: every engine with its speed, and why one is not available', async () => {
    const outcome = await workspace.racecar('engines', '--json');
    const [engines] = jsonLines<{ name: string; available: boolean }[]>(outcome.stdout);
    for (const name of ['wasm', 'cpu']) {
      expect(engines).toContainEqual({
        ...{ name, available: true, device: expect.stringMatching(/^CPU/) },
        ...{ memory: expect.any(Number), stepsPerSecond: expect.any(Number) },
      });
    }
    for (const engine of engines!) {
      expect(engine).toHaveProperty(engine.available ? 'device' : 'reason', expect.any(String));
    }
    expect(outcome.stderr).toMatch(/^Trying onnx-cpu …\n/);
  });

  it('by racecar engines: a table, and below it what is missing', async () => {
    const { stdout } = await workspace.racecar('engines');
    expect(stdout).toMatch(/\nwasm +available +[\d.e+]+ +[\d.]+ [MGT]B +CPU/);
    expect(stdout).toMatch(/\nonnx-(directml|coreml) is not available: onnxruntime-node has .* only/);
  });

  it.runIf(existsSync('/dev/full'))('and told of when it cannot be written, with code 1', async () => {
    const { code, stderr } = await workspace.racecarInto('/dev/full', 'runs');
    expect(stderr).toMatch(/^the output could not be written: ENOSPC.*\n$/);
    expect(code).toBe(1);
  });

  it('by racecar help and --version', async () => {
    const help = await workspace.racecar('help');
    expect(help.code).toBe(0);
    for (const name of ['train', 'resume', 'stop', 'pause', 'runs', 'show', 'inspect', 'check', 'engines']) {
      expect(help.stdout).toMatch(`racecar ${name}`);
    }
    expect((await workspace.racecar('train', '--help')).stdout).toMatch(/--mode M.*\n.*--seeds N/);
    expect((await workspace.racecar('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const bare = await workspace.racecar();
    expect(bare).toMatchObject({ code: 2, stdout: '', stderr: help.stdout });
  });

  describe('even when files of a run are damaged', () => {
    /** A copy of the run to be damaged, in a folder of runs of its own. */
    function copy(runs: string): string {
      const run = workspace.path(runs, std.run);
      cpSync(std.dir, run, { recursive: true });
      return run;
    }

    async function expectReadable(
      runs: string,
    ): Promise<{ metrics: { step: number }[]; snapshots: number[] }> {
      const [listed] = await workspace.json<object[]>('runs', '--runs', runs);
      expect(listed).toMatchObject([{ run: std.run, status: 'finished' }]);
      const text = await workspace.racecar('show', std.run, '--runs', runs);
      expect(text).toMatchObject({ code: 0, stderr: '' });
      const [shown] = await workspace.json<never>('show', std.run, '--runs', runs);
      return shown!;
    }

    it('such as metrics with a torn last line', async () => {
      const file = path.join(copy('torn'), 'metrics.jsonl');
      truncateSync(file, statSync(file).size - 20);
      const { metrics } = await expectReadable('torn');
      expect(metrics.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5]);
    });

    it('such as metrics with other things in them', async () => {
      const file = path.join(copy('littered'), 'metrics.jsonl');
      const lines = [
        '',
        '{}',
        '{"step":2}',
        'null',
        '[1]',
        '\0\0\0',
        '{"step":"3","penalties":{},"layers":{}}',
      ];
      writeFileSync(file, `${lines.join('\n')}\n${readFileSync(file, 'utf8')}`);
      const { metrics } = await expectReadable('littered');
      expect(metrics).toHaveLength(7);
      expect(metrics[2]).toHaveProperty('loss');
    });

    it('such as no metrics at all', async () => {
      rmSync(path.join(copy('unmeasured'), 'metrics.jsonl'));
      expect((await expectReadable('unmeasured')).metrics).toEqual([]);
    });

    it('such as a request that is none', async () => {
      writeFileSync(path.join(copy('asked'), 'request.json'), 'please stop');
      await expectReadable('asked');
    });

    it('such as a half-written snapshot and files that no writer finished', async () => {
      const run = copy('half');
      truncateSync(path.join(run, 'snapshots', '4.safetensors'), 1000);
      writeFileSync(path.join(run, 'snapshots', '5.safetensors.123.0123abcd.tmp'), 'half');
      writeFileSync(path.join(run, 'run.json.123.0123abcd.tmp'), '{');
      expect((await expectReadable('half')).snapshots).toEqual([0, 2, 4, 6]);
      const damaged = await workspace.racecar('inspect', run, '--step', '4');
      expect(damaged.code).toBe(2);
      expect(damaged.stderr).toMatch(/4\.safetensors: .*\n {2}The file is damaged/);
      await workspace.json('inspect', run, '--step', '6');
    });

    it('such as names that a terminal would take for commands: they are printed as text', async () => {
      const run = copy('hostile');
      const hostile = '\x1b[2J\x9b1m\u202e';
      const manifest = manifestOf(std.dir);
      const changed = {
        ...manifest,
        name: hostile,
        device: `${hostile}\n`,
        mode: hostile,
        warnings: [hostile],
      };
      writeFileSync(path.join(run, 'run.json'), JSON.stringify(changed));
      for (const args of [
        ['show', run],
        ['show', run, '--json'],
        ['runs', '--runs', 'hostile'],
        ['compare', run, std.dir],
        ['inspect', run],
      ]) {
        const { code, stdout, stderr } = await workspace.racecar(...args);
        expect(code, args.join(' ')).toBe(0);
        // eslint-disable-next-line no-control-regex -- they must not be there
        expect(stdout + stderr, args.join(' ')).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
        if (args.includes('--json')) expect(JSON.parse(stdout)).toMatchObject({ name: hostile });
        else expect(stdout).toContain('\\x1b[2J\\x9b1m\\u202e');
      }
    });

    it('such as a folder that was renamed: it is the run of its name', async () => {
      cpSync(std.dir, workspace.path('renamed', 'my-best-run'), { recursive: true });
      const [listed] = await workspace.json<object[]>('runs', '--runs', 'renamed');
      expect(listed).toMatchObject([{ run: 'my-best-run' }]);
      const [shown] = await workspace.json('show', 'my-best', '--runs', 'renamed');
      expect(shown).toMatchObject({ id: 'my-best-run', mode: 'std' });
    });

    it.each([
      ['cut short', '{"format": 1, "id'],
      ['empty', ''],
      ['of another kind', '{"format": 2}'],
      ['without a config', undefined],
    ])('such as a run.json that is %s: the other runs are listed, and it is told of', async (what, text) => {
      const runs = `manifest-${what.replace(/ /g, '-')}`;
      copy(runs);
      const broken = workspace.path(runs, 'broken');
      cpSync(std.dir, broken, { recursive: true });
      const content = text ?? JSON.stringify({ ...manifestOf(std.dir), config: {} });
      writeFileSync(path.join(broken, 'run.json'), content);
      const listed = await workspace.racecar('runs', '--runs', runs, '--json');
      expect(listed.code).toBe(0);
      expect(JSON.parse(listed.stdout)).toMatchObject([{ run: std.run }]);
      expect(listed.stderr).toMatch(/broken: the run cannot be read: /);
      expect(listed.stderr).not.toMatch(/\n\s+at /);
      for (const command of ['show', 'resume', 'stop', 'inspect']) {
        const outcome = await workspace.racecar(command, 'broken', '--runs', runs);
        expect(outcome.code).toBe(2);
        expect(outcome.stderr).toMatch(/broken.run\.json: the run cannot be read: /);
        expect(outcome.stderr).not.toMatch(/\n\s+at /);
      }
    });

    it('such as a folder without any run.json', async () => {
      mkdirSync(workspace.path('bare', 'something', 'snapshots'), { recursive: true });
      const listed = await workspace.racecar('runs', '--runs', 'bare', '--json');
      expect(listed).toMatchObject({ code: 0, stdout: '[]\n' });
      expect(listed.stderr).toMatch(/something: no run here/);
      expect(namesIn(workspace.path('bare', 'something'))).toEqual(['snapshots']);
    });
  });
});
