import { cpSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  expectRefusal,
  interrupt,
  jsonLines,
  manifestOf,
  namesIn,
  theRun,
  traceOf,
  until,
  WASM,
  whileHalted,
  Workspace,
} from './support';
import type { Call, Outcome } from './support';
import { expectSameBits, thoroughConfig } from './thoroughTraining';

const workspace = new Workspace();
workspace.write('long.racecar.json', thoroughConfig({ epochs: 25 }));
const STEPS = 100;

/** Starts a training in a folder of runs of its own, and waits until it is under way. */
async function begin(runs: string): Promise<{ call: Call; run: string; pid: number }> {
  const call = workspace.start('train', 'long.racecar.json', ...WASM, '--runs', runs, '--json');
  const run = await theRun(workspace.path(runs));
  await until('it has made some steps', () => (namesIn(`${run}/snapshots`).length > 1 ? true : undefined));
  return { call, run, pid: pidOf(run) };
}

const pidOf = (run: string) => manifestOf(run)['pid'] as number;
const statusOf = (run: string) => manifestOf(run)['status'];

describe('the same config and seed', async () => {
  const undisturbed = await workspace.train('long.racecar.json', '--runs', 'undisturbed');

  it('gives the same bits every time', async () => {
    const again = await workspace.train('long.racecar.json', '--runs', 'again');
    expectSameBits(again, undisturbed);
  });

  it('gives other numbers with another seed', async () => {
    const other = await workspace.train(
      ...['long.racecar.json', '--runs', 'other', '--set', 'training.seed=4', '--set', 'training.epochs=4'],
    );
    expect(traceOf(other).metrics[0]).not.toEqual(traceOf(undisturbed).metrics[0]);
  });

  it('gives the same bits after Ctrl-C and racecar resume', async () => {
    const { call, run, pid } = await begin('interrupted');
    await whileHalted(pid, () => interrupt(call));
    const { code, stdout, stderr } = await call.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/stopped at step \d+ of 100; go on with: racecar resume \S*long-ort-s3-/);
    expect(jsonLines(stdout)).toMatchObject([{ status: 'stopped' }]);
    expect(statusOf(run)).toBe('stopped');
    expect(manifestOf(run)['step']).toBeLessThan(STEPS);
    const [resumed] = await workspace.json('resume', run);
    expect(resumed).toMatchObject({ dir: run, steps: STEPS });
    expectSameBits(run, undisturbed);
  });

  it('gives the same bits after racecar stop from another process, twice', async () => {
    const { call, run, pid } = await begin('stopped');
    expect((await whileHalted(pid, () => workspace.racecar('stop', run))).code).toBe(0);
    expect((await call.ended).code).toBe(130);
    const { step } = manifestOf(run) as { step: number };
    expect(manifestOf(run)).toMatchObject({ status: 'stopped', step: expect.any(Number) });
    const second = workspace.start('resume', run);
    await until('it goes on', () => (statusOf(run) === 'running' ? true : undefined));
    await workspace.racecar('stop', run);
    await second.ended;
    expect(manifestOf(run)['step']).toBeGreaterThanOrEqual(step);
    if (statusOf(run) === 'stopped') await workspace.json('resume', run);
    expectSameBits(run, undisturbed);
  });

  it('gives the same bits after racecar pause, and racecar resume lets the same process go on', async () => {
    const { call, run, pid } = await begin('paused');
    expect((await whileHalted(pid, () => workspace.racecar('pause', run))).code).toBe(0);
    await until('it is paused', () => (statusOf(run) === 'paused' ? true : undefined));
    const before = traceOf(run);
    await sleep(300);
    expect(traceOf(run)).toEqual(before);
    const [shown] = await workspace.json('show', run);
    expect(shown).toMatchObject({ status: 'paused' });
    expect((await workspace.racecar('resume', run)).stderr).toMatch('goes on in its process');
    expect((await call.ended).code).toBe(0);
    expectSameBits(run, undisturbed);
  });

  it('can be stopped while it is paused, and finished later', async () => {
    const { call, run, pid } = await begin('paused-and-stopped');
    await whileHalted(pid, () => workspace.racecar('pause', run));
    await until('it is paused', () => (statusOf(run) === 'paused' ? true : undefined));
    await workspace.racecar('stop', run);
    expect((await call.ended).code).toBe(130);
    await workspace.json('resume', run);
    expectSameBits(run, undisturbed);
  });

  it('is refused a request or a resume that its state does not allow', async () => {
    for (const [command, message] of [
      ['stop', /the run .* is finished, expected one that is running/],
      ['pause', /the run .* is finished, expected one that is running/],
      ['resume', /the run .* is finished, there is nothing to go on with/],
    ] as const) {
      const outcome = await workspace.racecar(command, undisturbed);
      expect(outcome.code).toBe(2);
      expect(outcome.stderr).toMatch(message);
    }
    const { call, run, pid } = await begin('busy');
    const outcome = await whileHalted(pid, async () => {
      const refused = await workspace.racecar('resume', run);
      await interrupt(call, 'SIGTERM');
      return refused;
    });
    expect(outcome.stderr).toMatch(/the run .* is running\n {2}Stop it first/);
    expect(outcome.code).toBe(2);
    expect((await call.ended).code).toBe(130);
  });
});

describe('Ctrl-C during the first of several runs', () => {
  it('leaves the others unbegun', async () => {
    const several = ['--runs', 'several', '--seeds', '3', '--parallel', '1'];
    const call = workspace.start('train', 'long.racecar.json', ...WASM, ...several);
    const pid = pidOf(await theRun(workspace.path('several')));
    await whileHalted(pid, () => interrupt(call));
    expect((await call.ended).code).toBe(130);
    expect(namesIn(workspace.path('several'))).toHaveLength(1);
  });
});

describe('a run that was stopped', async () => {
  const run = await stopped();

  async function stopped(): Promise<string> {
    const { call, run, pid } = await begin('to-be-changed');
    await whileHalted(pid, () => interrupt(call));
    await call.ended;
    return run;
  }

  /** Resumes a copy of the run whose manifest was changed. */
  async function resumeChanged(name: string, change: (config: ChangedConfig) => void): Promise<Outcome> {
    const copy = workspace.path('changed', name);
    cpSync(run, copy, { recursive: true });
    const manifest = manifestOf(copy) as { config: ChangedConfig };
    change(manifest.config);
    workspace.write(`changed/${name}/run.json`, manifest);
    return workspace.racecar('resume', copy);
  }

  it('is not resumed on other data than it began with', async () => {
    const outcome = await resumeChanged('data', ({ data }) => (data['test'] = 4));
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(
      /run\.json: the data has changed since the run began: found 17 training, 3 validation and 4 test samples/,
    );
  });

  it('is cleaned of what killed writers left when it is resumed', async () => {
    const copy = workspace.path('changed', 'littered');
    cpSync(run, copy, { recursive: true });
    const left = ['run.json', 'request.json', 'resume.safetensors', 'snapshots/8.safetensors'];
    for (const name of left) workspace.write(`changed/littered/${name}.4711.0123abcd.tmp`, 'half');
    await workspace.json('resume', copy);
    const found = [...namesIn(copy), ...namesIn(`${copy}/snapshots`)];
    expect(found.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('is not resumed with a config that is none', async () => {
    const outcome = await resumeChanged('config', ({ training }) => (training['epochs'] = 0));
    expectRefusal(
      outcome,
      /run\.json: the config that the run recorded cannot be used: training\.epochs: found 0/,
    );
  });
});

type ChangedConfig = Record<'data' | 'training', Record<string, unknown>>;
