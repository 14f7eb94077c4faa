import { buildSync } from 'esbuild';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { manifestOf, namesIn, theRun, tinyConfig, until, Workspace } from '../cli/support';
import { expectSameBits, thoroughConfig } from '../cli/thoroughTraining';
import { gone, newSupervisor, requestFor, trainerFile } from './support';

const workspace = new Workspace();
workspace.write('thorough.racecar.json', thoroughConfig({ epochs: 150 }));
const ENDLESS = { training: { epochs: 1e7, logEvery: 100, snapshotEvery: 1e6, evaluateEvery: 1e6 } };
workspace.write('endless.racecar.json', tinyConfig(ENDLESS));
workspace.write(
  'slow.racecar.json',
  tinyConfig({
    data: { train: 4000 },
    network: {
      layers: [
        { type: 'flatten' },
        { type: 'dense', name: 'hidden', units: 4000 },
        { type: 'dense', name: 'output', units: 2 },
      ],
    },
    training: { batchSize: 4000 },
  }),
);

/** A small program with a supervisor in it, as an extension host has one. */
const program = workspace.path('parent.cjs');
buildSync({
  stdin: {
    contents: `
      import { Supervisor } from './src/trainer/supervisor';
      const [trainerFile, request] = process.argv.slice(2);
      new Supervisor({ trainerFile }).start(JSON.parse(request));
    `,
    resolveDir: path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..'),
  },
  bundle: true,
  platform: 'node',
  mainFields: ['module', 'main'],
  define: { RACECAR_VERSION: '"test"' },
  outfile: program,
});

/** Starts the program; the run that it trains, as soon as there is one. */
async function begin(
  config: string,
  runs: string,
  engine: 'wasm' | 'cpu' = 'wasm',
): Promise<{ parent: ChildProcess; run: string; pid: number }> {
  const request = requestFor(workspace, config, runs, { engine });
  const parent = spawn(process.execPath, [program, trainerFile, JSON.stringify(request)], {
    stdio: 'inherit',
  });
  afterAll(() => void parent.kill('SIGKILL'));
  const run = await theRun(workspace.path(runs));
  return { parent, run, pid: manifestOf(run)['pid'] as number };
}

const interruptedByParent = (message: RegExp) => ({
  status: 'interrupted',
  interruption: { reason: 'parent', message: expect.stringMatching(message) },
});

describe('a training whose parent is killed', () => {
  it.concurrent('leaves a checkpoint, says why, ends, and is resumed to the same bits', async () => {
    const supervisor = newSupervisor();
    const { parent, run, pid } = await begin('thorough.racecar.json', 'orphaned');
    await until('it has made some steps', () => (namesIn(`${run}/snapshots`).length > 1 ? true : undefined));
    parent.kill('SIGKILL');
    await gone(pid);
    expect(manifestOf(run)).toMatchObject(interruptedByParent(/the program that started the training ended/));
    expect(namesIn(run)).not.toContain('lock.json');
    const undisturbed = supervisor.start(requestFor(workspace, 'thorough.racecar.json', 'undisturbed'));
    const resumed = supervisor.start({ kind: 'resume', runDirectory: run });
    expect((await resumed.ended).status).toBe('finished');
    await undisturbed.ended;
    expectSameBits(run, undisturbed.run!.directory);
  });

  it.concurrent('ends by force in the middle of a step that takes long', async () => {
    // More than a minute a step on the engine cpu, in which its thread does nothing else.
    const { parent, run, pid } = await begin('slow.racecar.json', 'slow', 'cpu');
    parent.kill('SIGKILL');
    await gone(pid);
    expect(manifestOf(run)).toMatchObject({ step: 0, ...interruptedByParent(/ended/) });
    expect(namesIn(run)).not.toContain('lock.json');
  });

  it.concurrent('ends though it has no run yet', async () => {
    const request = JSON.stringify(requestFor(workspace, 'endless.racecar.json', 'early'));
    const listing = workspace.path('pids');
    const preload = workspace.write(
      'tellPid.cjs',
      `if (require('node:worker_threads').isMainThread && process.send !== undefined)
        require('node:fs').writeFileSync(${JSON.stringify(listing)}, String(process.pid));`,
    );
    const parent = spawn(process.execPath, [program, trainerFile, request], {
      env: { ...process.env, NODE_OPTIONS: `--require ${preload}` },
    });
    const pid = await until('the training process is there', () =>
      existsSync(listing) ? Number(readFileSync(listing, 'utf8')) || undefined : undefined,
    );
    parent.kill('SIGKILL');
    await gone(pid);
  });
});

describe('a training whose parent hangs', () => {
  it.concurrent('ends as one that was interrupted, after it has waited for a while', async () => {
    const { parent, run, pid } = await begin('endless.racecar.json', 'silent');
    parent.kill('SIGSTOP');
    // Its process stays in the system's list until the parent looks after it.
    await until(
      'it is interrupted',
      () => (manifestOf(run)['status'] === 'running' ? undefined : true),
      90_000,
    );
    expect(manifestOf(run)).toMatchObject(interruptedByParent(/fell silent/));
    parent.kill('SIGCONT');
    await gone(pid);
    await once(parent, 'exit');
  });
});
