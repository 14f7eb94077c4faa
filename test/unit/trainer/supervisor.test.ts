import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunPhase, SupervisedRun } from '../../../src/trainer/supervisedRun';
import { manifestOf, namesIn, tinyConfig, until, Workspace } from '../cli/support';
import { expectSameBits, thoroughConfig } from '../cli/thoroughTraining';
import { gone, lives, newSupervisor, requestFor, underWay, when } from './support';

const workspace = new Workspace();
workspace.write('tiny.racecar.json', tinyConfig());
workspace.write('thorough.racecar.json', thoroughConfig({ epochs: 25 }));
const ENDLESS = { training: { epochs: 1e7, logEvery: 100, snapshotEvery: 1e6, evaluateEvery: 1e6 } };
workspace.write('endless.racecar.json', tinyConfig(ENDLESS));

function phasesOf(run: SupervisedRun): RunPhase[] {
  const phases: RunPhase[] = [run.phase];
  run.onChange(() => {
    if (phases.at(-1) !== run.phase) phases.push(run.phase);
  });
  return phases;
}

/** The process that trains a run, as the run's folder has it. */
const pidOf = (run: SupervisedRun) => manifestOf(run.run!.directory)['pid'] as number;

describe('a supervised training', () => {
  it('goes on in a process of its own, tells how far it is, and ends with its manifest', async () => {
    const run = newSupervisor().start(
      requestFor(workspace, 'tiny.racecar.json', 'finished', { mode: 'rr', seed: 7 }),
    );
    const phases = phasesOf(run);
    const steps: number[] = [];
    run.onChange(() => {
      if (run.progress !== undefined) steps.push(run.progress.step);
    });
    const { status, manifest, error } = await run.ended;
    expect(error).toBeUndefined();
    expect(status).toBe('finished');
    expect(phases).toEqual(['starting', 'running', 'ended']);
    expect(manifest).toMatchObject({ status: 'finished', mode: 'rr', seed: 7, engine: 'wasm', step: 6 });
    expect(manifest!.pid).not.toBe(process.pid);
    expect(run.run).toMatchObject({ id: manifest!.id, mode: 'rr', seed: 7, steps: 6, engine: 'wasm' });
    expect(manifest).toEqual(manifestOf(run.run!.directory));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(run.progress).toMatchObject({
      step: 6,
      steps: 6,
      line: { step: 6, loss: expect.any(Number), penalties: { rr: expect.any(Number) } },
    });
    await gone(manifest!.pid!);
  });

  it('trains the config as it was when it was asked for', async () => {
    const configText = readFileSync(workspace.path('tiny.racecar.json'), 'utf8');
    workspace.write('edited.racecar.json', tinyConfig({ training: { epochs: 5 } }));
    const request = requestFor(workspace, 'edited.racecar.json', 'edited', { configText });
    const { manifest } = await newSupervisor().start(request).ended;
    expect(manifest).toMatchObject({ status: 'finished', steps: 6 });
  });

  it('ends with the error of a config, as the config is checked everywhere', async () => {
    const text =
      '{\n  "data": { "kind": "peak" },\n  "network": { "input": [28, 28, 1], "layers": [{ "type": "dens" }] }\n}\n';
    workspace.write('bad.racecar.json', text);
    const run = newSupervisor().start(
      requestFor(workspace, 'bad.racecar.json', 'bad', { shownAs: 'bad.racecar.json' }),
    );
    const { status, manifest, error } = await run.ended;
    expect({ status, manifest }).toEqual({ status: 'failed', manifest: undefined });
    expect(error).toMatchObject({ kind: 'input', place: { file: 'bad.racecar.json', line: 3 } });
    expect(error!.message).toMatch(/network\.layers/);
    expect(existsSync(workspace.path('bad'))).toBe(false);
  });

  it('waits while it is paused, and goes on to the same bits', async () => {
    const undisturbed = newSupervisor().start(requestFor(workspace, 'thorough.racecar.json', 'undisturbed'));
    const run = newSupervisor().start(requestFor(workspace, 'thorough.racecar.json', 'paused'));
    run.pause();
    await when(run, 'it paused', ({ phase }) => phase === 'paused');
    expect(manifestOf(run.run!.directory)).toMatchObject({ status: 'paused' });
    const { step } = run.progress!;
    await undisturbed.ended;
    expect(run.progress!.step).toBe(step);
    run.continue();
    await when(run, 'it went on', ({ phase }) => phase === 'running');
    expect((await run.ended).status).toBe('finished');
    expectSameBits(run.run!.directory, undisturbed.run!.directory);
  });

  it('is left resumable when it is stopped, and resumed to its end', async () => {
    const supervisor = newSupervisor();
    const run = supervisor.start(requestFor(workspace, 'endless.racecar.json', 'stopped'));
    await underWay(run);
    const phases = phasesOf(run);
    const { status, manifest } = await run.stop();
    expect(status).toBe('stopped');
    expect(phases).toEqual(['running', 'stopping', 'ended']);
    expect(manifest!.interruption).toBeUndefined();
    const resumed = supervisor.start({ kind: 'resume', runDirectory: run.run!.directory });
    const goneOn = await when(
      resumed,
      'it went on',
      ({ progress }) => (progress?.step ?? 0) > manifest!.step,
    );
    expect(goneOn).toBe(true);
    expect(resumed.run!.id).toBe(run.run!.id);
    expect((await resumed.stop()).status).toBe('stopped');
  });

  it('is stopped in an orderly way by a signal to its process', async () => {
    const run = newSupervisor().start(requestFor(workspace, 'endless.racecar.json', 'terminated'));
    await when(run, 'it had taken a step', ({ progress }) => (progress?.step ?? 0) > 0);
    process.kill(pidOf(run), 'SIGTERM');
    const { status, manifest } = await run.ended;
    expect(status).toBe('stopped');
    expect(manifest!.step).toBeGreaterThan(0);
  });

  it('makes no run when it is stopped while it starts', async () => {
    const run = newSupervisor().start(requestFor(workspace, 'endless.racecar.json', 'unbegun'));
    expect(run.phase).toBe('starting');
    expect(await run.stop()).toEqual({ status: 'stopped' });
    expect(namesIn(workspace.path('unbegun'))).toEqual([]);
  });
});

describe('a training whose process hangs', () => {
  it('is told of as not responding, ended by force when it is stopped, and can be resumed', async () => {
    const supervisor = newSupervisor({ graceMs: 300 });
    const run = supervisor.start(requestFor(workspace, 'endless.racecar.json', 'hanging'));
    await underWay(run);
    const pid = pidOf(run);
    process.kill(pid, 'SIGSTOP');
    await when(run, 'it counted as not responding', ({ responsive }) => !responsive);
    const { status, manifest } = await run.stop();
    expect(status).toBe('interrupted');
    expect(manifest).toMatchObject({
      status: 'interrupted',
      interruption: {
        reason: 'killed',
        message: expect.stringMatching(/after it was asked to stop, and was ended by force/),
      },
    });
    expect(lives(pid)).toBe(false);
    const resumed = supervisor.start({ kind: 'resume', runDirectory: run.run!.directory });
    await underWay(resumed);
    expect(manifestOf(resumed.run!.directory)).not.toHaveProperty('interruption');
    await resumed.stop();
  });
});

describe('a training whose process dies', () => {
  it('is interrupted, with the signal told, and leaves no lock', async () => {
    const run = newSupervisor().start(requestFor(workspace, 'endless.racecar.json', 'killed'));
    await underWay(run);
    process.kill(pidOf(run), 'SIGKILL');
    const { status, manifest } = await run.ended;
    expect(status).toBe('interrupted');
    expect(manifest!.interruption).toEqual({
      reason: 'killed',
      message: expect.stringMatching(/ended by SIGKILL/),
    });
    expect(manifestOf(run.run!.directory)).toEqual(manifest);
    expect(namesIn(run.run!.directory)).not.toContain('lock.json');
  });

  it('fails with its own words when its folder does not take them any more', async () => {
    const supervisor = newSupervisor({ maxConcurrentRuns: 2 });
    const [moved, blocked] = ['moved', 'blocked'].map((runs) =>
      supervisor.start(requestFor(workspace, 'endless.racecar.json', runs)),
    ) as [SupervisedRun, SupervisedRun];
    await Promise.all([underWay(moved), underWay(blocked)]);
    renameSync(moved.run!.directory, workspace.path('moved', 'elsewhere'));
    const { status, manifest, error } = await moved.ended;
    expect({ status, manifest }).toEqual({ status: 'failed', manifest: undefined });
    expect(error).toMatchObject({ kind: 'run', place: { file: moved.run!.directory } });
    expect(error!.message).toMatch(/its folder was deleted, moved or renamed/);
    // Nothing replaces a folder, so that the run's last word does not find its place.
    const file = path.join(blocked.run!.directory, 'run.json');
    rmSync(file);
    mkdirSync(path.join(file, 'in the way'), { recursive: true });
    const end = await blocked.stop();
    expect(end).toMatchObject({ status: 'failed', error: { kind: 'run' } });
    expect(end.error!.message).toMatch(/run\.json/);
  });

  it('fails with its exit code and its last words when it had no folder yet', async () => {
    const preload = workspace.write(
      'crash.cjs',
      "process.stderr.write('out of luck\\n', () => process.exit(3));",
    );
    const run = newSupervisor({ env: { ...process.env, NODE_OPTIONS: `--require ${preload}` } }).start(
      requestFor(workspace, 'tiny.racecar.json', 'crashed'),
    );
    const { status, manifest, error } = await run.ended;
    expect({ status, manifest }).toEqual({ status: 'failed', manifest: undefined });
    expect(error!.message).toMatch(/exit code 3\nout of luck$/);
  });

  it('fails when it cannot even start', async () => {
    const run = newSupervisor({ execPath: workspace.path('no-such-node') }).start(
      requestFor(workspace, 'tiny.racecar.json', 'unstarted'),
    );
    expect((await run.ended).error!.message).toMatch(/does not start: .*no-such-node/);
    expect(run.phase).toBe('ended');
  });

  it('takes what it started along, when it is ended by force', async () => {
    const child = workspace.path('grandchild.pid');
    const preload = workspace.write(
      'grandchild.cjs',
      `if (require('node:worker_threads').isMainThread && process.send !== undefined) {
        const { spawn } = require('node:child_process');
        const { pid } = spawn('sleep', ['600'], { stdio: 'ignore' });
        require('node:fs').writeFileSync(${JSON.stringify(child)}, String(pid));
      }`,
    );
    const run = newSupervisor({ env: { ...process.env, NODE_OPTIONS: `--require ${preload}` } }).start(
      requestFor(workspace, 'endless.racecar.json', 'tree'),
    );
    await underWay(run);
    const pid = Number(readFileSync(child, 'utf8'));
    expect(lives(pid)).toBe(true);
    expect((await run.kill()).status).toBe('interrupted');
    await gone(pid);
  });
});

describe('a queue of trainings', () => {
  it('keeps the order and the limit', async () => {
    const supervisor = newSupervisor({ maxConcurrentRuns: 2 });
    const ended: string[] = [];
    let most = 0;
    supervisor.onChange(() => {
      most = Math.max(most, supervisor.runs.filter(({ phase }) => phase !== 'queued').length);
    });
    const runs = ['first', 'second', 'third'].map((runs) =>
      supervisor.start(requestFor(workspace, 'tiny.racecar.json', runs)),
    );
    expect(runs.map(({ phase }) => phase)).toEqual(['starting', 'starting', 'queued']);
    for (const run of runs) void run.ended.then(() => ended.push(run.ticket));
    const [, , third] = runs;
    await when(third!, 'it had its turn', ({ phase }) => phase === 'starting');
    expect(ended.length).toBeGreaterThan(0);
    const ends = await Promise.all(runs.map((run) => run.ended));
    expect(ends.map(({ status }) => status)).toEqual(['finished', 'finished', 'finished']);
    expect(most).toBe(2);
    expect(supervisor.runs).toEqual([]);
  });

  it('drops one that is stopped before its turn, and lets more at once when it may', async () => {
    const supervisor = newSupervisor();
    const [going, dropped, waiting] = ['going', 'dropped', 'waiting'].map((runs) =>
      supervisor.start(requestFor(workspace, 'endless.racecar.json', runs)),
    ) as [SupervisedRun, SupervisedRun, SupervisedRun];
    expect(await dropped.stop()).toEqual({ status: 'stopped' });
    expect(waiting.phase).toBe('queued');
    supervisor.setMaxConcurrentRuns(2);
    await Promise.all([underWay(going), underWay(waiting)]);
    await Promise.all([going.stop(), waiting.stop()]);
    expect(existsSync(workspace.path('dropped'))).toBe(false);
  });

  it('divides the cores among those that may run at once', async () => {
    const env = { ...process.env };
    delete env.RACECAR_THREADS;
    const supervisor = newSupervisor({ maxConcurrentRuns: 3, cores: 6, env });
    const shared = supervisor.start(
      requestFor(workspace, 'tiny.racecar.json', 'shared', { engine: 'onnx-cpu' }),
    );
    const own = supervisor.start(
      requestFor(workspace, 'tiny.racecar.json', 'own', { engine: 'onnx-cpu', threads: 1 }),
    );
    expect((await shared.ended).manifest).toMatchObject({ status: 'finished', threads: 2 });
    expect((await own.ended).manifest).toMatchObject({ status: 'finished', threads: 1 });
  });

  it('takes a set at once as far as there are cores, and others one by one, when nobody says how many', async () => {
    const supervisor = newSupervisor({ maxConcurrentRuns: 0, cores: 2 });
    const requestIn = (runs: string) => requestFor(workspace, 'tiny.racecar.json', runs);
    const set = supervisor.startSet(['one', 'two', 'three'].map(requestIn));
    expect(set.map(({ phase }) => phase)).toEqual(['starting', 'starting', 'queued']);
    await Promise.all(set.map((run) => run.ended));
    const alone = [supervisor.start(requestIn('four')), supervisor.start(requestIn('five'))];
    expect(alone.map(({ phase }) => phase)).toEqual(['starting', 'queued']);
    await Promise.all(alone.map((run) => run.stop()));
  });

  it('is interrupted, not stopped, when its supervisor goes away; what waited never starts', async () => {
    const supervisor = newSupervisor();
    const run = supervisor.start(requestFor(workspace, 'endless.racecar.json', 'disposed'));
    const queued = supervisor.start(requestFor(workspace, 'endless.racecar.json', 'never'));
    await underWay(run);
    run.pause();
    await when(run, 'it paused', ({ phase }) => phase === 'paused');
    const pid = pidOf(run);
    await supervisor.dispose();
    expect(lives(pid)).toBe(false);
    expect(await run.ended).toMatchObject({
      status: 'interrupted',
      manifest: { interruption: { reason: 'parent', paused: true } },
    });
    expect(await queued.ended).toEqual({ status: 'stopped' });
    expect(() => supervisor.start(requestFor(workspace, 'tiny.racecar.json', 'late'))).toThrow();
  });
});

describe('two supervisors', () => {
  it('do not train in one run folder', async () => {
    const first = newSupervisor().start(requestFor(workspace, 'endless.racecar.json', 'contended'));
    await underWay(first);
    const { directory } = first.run!;
    const rival = await newSupervisor().start({ kind: 'resume', runDirectory: directory }).ended;
    expect(rival.status).toBe('failed');
    expect(rival.error!.message).toMatch(/is running/);
    await first.stop();
    const both = [newSupervisor(), newSupervisor()].map((each) =>
      each.start({ kind: 'resume', runDirectory: directory }),
    );
    const loser = await Promise.race(both.map((run) => run.ended));
    expect(loser.status).toBe('failed');
    expect(loser.error!.message).toMatch(/another process trains the run|is running/);
    const winner = both.find(({ phase }) => phase !== 'ended')!;
    await underWay(winner);
    expect((await winner.stop()).status).toBe('stopped');
    await until('the lock is gone', () => (existsSync(`${directory}/lock.json`) ? undefined : true));
  });
});
