import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  expectRefusal,
  interrupt,
  jsonLines,
  manifestOf,
  namesIn,
  theRun,
  tinyConfig,
  until,
  WASM,
  Workspace,
} from './support';
import type { Call } from './support';
import { expectSameBits, thoroughConfig } from './thoroughTraining';

const workspace = new Workspace();
workspace.write('long.racecar.json', thoroughConfig({ epochs: 60 }));
// Longer than it takes until the next one's process has started.
workspace.write(
  'short.racecar.json',
  tinyConfig({ training: { epochs: 500, logEvery: 1000, snapshotEvery: 1000 } }),
);

/** Starts a training with runs of its own, and waits until it is under way in its process. */
async function begin(runs: string): Promise<{ call: Call; run: string; pid: number }> {
  const call = workspace.start('train', 'long.racecar.json', ...WASM, '--runs', runs, '--json');
  const run = await theRun(workspace.path(runs));
  await until('it has made some steps', () => (namesIn(`${run}/snapshots`).length > 1 ? true : undefined));
  return { call, run, pid: manifestOf(run)['pid'] as number };
}

function gone(pid: number): Promise<true> {
  return until(`the process ${pid} is gone`, () => {
    try {
      process.kill(pid, 0);
      return undefined;
    } catch {
      return true;
    }
  });
}

describe('racecar train, whose training is killed', () => {
  it('fails, says how it ended, and how to go on', async () => {
    const { call, run, pid } = await begin('killed');
    process.kill(pid, 'SIGKILL');
    const { code, stdout, stderr } = await call.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/interrupted: .*ended by SIGKILL; go on with: racecar resume \S*long-ort-s3-/);
    expect(jsonLines(stdout)).toMatchObject([
      { status: 'interrupted', error: { reason: 'killed', message: expect.any(String) } },
    ]);
    expect(manifestOf(run)).toMatchObject({ status: 'interrupted', interruption: { reason: 'killed' } });
  });
});

describe('racecar train, killed while it trains', () => {
  it('leaves no process, and a run that says why and is resumed to the same bits', async () => {
    const undisturbed = await workspace.train('long.racecar.json', '--runs', 'undisturbed');
    const { call, run, pid } = await begin('orphaned');
    call.kill('SIGKILL');
    await gone(pid);
    expect(manifestOf(run)).toMatchObject({ status: 'interrupted', interruption: { reason: 'parent' } });
    const checkpoint = `${run}/resume.safetensors`;
    const own = readFileSync(checkpoint);
    copyFileSync(`${run}/snapshots/0.safetensors`, checkpoint);
    expectRefusal(
      await workspace.racecar('resume', run),
      /the checkpoint is not one of this run: it holds probe/,
    );
    writeFileSync(checkpoint, own);
    await workspace.json('resume', run);
    expect(manifestOf(run)).not.toHaveProperty('interruption');
    expectSameBits(run, undisturbed);
  });
});

describe('a second Ctrl-C', () => {
  it('ends a training that hangs, at once', async () => {
    const { call, run, pid } = await begin('twice');
    process.kill(pid, 'SIGSTOP');
    await interrupt(call);
    call.kill('SIGINT');
    expect((await call.ended).code).toBe(130);
    await gone(pid);
    const [shown] = await workspace.json('show', run);
    expect(shown).toMatchObject({ status: 'interrupted' });
  });
});

describe.runIf(process.platform === 'linux')('Ctrl-Z', () => {
  it('halts the training with the command, and both go on together', async () => {
    const { call, pid } = await begin('halted');
    const state = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)![0];
    call.kill('SIGTSTP');
    await until('it is halted', () => (state() === 'T' ? true : undefined));
    call.kill('SIGCONT');
    expect((await call.ended).code).toBe(0);
  });
});

describe('racecar train --parallel', () => {
  it('trains several at once, and prints them in the order asked for', async () => {
    const all = await workspace.json<{ mode: string; seed: number; dir: string }>(
      ...['train', 'short.racecar.json', '--mode', 'std,ort,rr', '--seeds', '2', '--parallel', '3'],
    );
    expect(all.map(({ mode, seed }) => [mode, seed])).toEqual(
      ['std', 'ort', 'rr'].flatMap((mode) => [3, 4].map((seed) => [mode, seed])),
    );
    const times = all.map(({ dir }) => manifestOf(dir) as { started: string; ended: string });
    times.sort((one, other) => one.started.localeCompare(other.started));
    const overlaps = times.slice(1).filter(({ started }, i) => started < times[i]!.ended);
    expect(overlaps.length, 'those that began before the one before them had ended').toBeGreaterThan(0);
  });
});
