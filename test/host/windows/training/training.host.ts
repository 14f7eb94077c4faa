import assert from 'node:assert/strict';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { eventually } from '../../support/eventually';
import { isAlive } from '../../support/processes';
import { hasStatus, loggedSteps, type Run, runsIn, trainsWithCheckpoint } from '../../support/runs';

const workspace = vscode.workspace.workspaceFolders![0]!.uri;
const folderOf = (name: string) => path.join(workspace.fsPath, name);
const config = (name: string) => vscode.Uri.joinPath(workspace, name, `${name}.racecar.json`);
const HEARD_WITHIN_MS = 5_000;
const execute = (command: string, ...words: unknown[]) => vscode.commands.executeCommand(command, ...words);

async function start(name: string): Promise<Run> {
  const known = new Set((await runsIn(folderOf(name))).map(({ manifest }) => manifest.id));
  await execute('racecar.train', config(name));
  return trainsWithCheckpoint(folderOf(name), (id) => known.has(id));
}

/** The disk may say that a run waits or has ended a moment before the extension has heard of it. */
async function resume(run: Run): Promise<Run> {
  return eventually(async () => {
    await execute('racecar.resume', run.manifest.id);
    return hasStatus(run.folder, ['running'], HEARD_WITHIN_MS);
  });
}

/** Lets a run go a step beyond where it was, and stops it. */
async function goesOnAndStops(run: Run): Promise<void> {
  const { step } = run.manifest;
  await eventually(async () => assert.ok((await loggedSteps(run)).at(-1)! > step));
  await execute('racecar.stop', run.manifest.id);
  await hasStatus(run.folder, ['stopped']);
}

describe('Training', () => {
  // Only one trains at a time, so that one that a failed test left behind would keep the others waiting.
  afterEach(async () => {
    for (const name of ['stopped', 'paused', 'killed']) {
      for (const { manifest } of await runsIn(folderOf(name))) {
        if (['running', 'paused'].includes(manifest.status)) await execute('racecar.stop', manifest.id);
      }
    }
  });

  it('goes to the end in a process of its own and leaves a complete run', async () => {
    await execute('racecar.train', config('short'));
    const [{ folder }] = (await eventually(async () => {
      const runs = await runsIn(folderOf('short'));
      assert.equal(runs.length, 1);
      return runs;
    })) as [Run];
    const { manifest } = await hasStatus(folder, ['finished']);
    assert.equal(manifest.step, 60);
    assert.notEqual(manifest.pid, process.pid);
    assert.ok(Number.isFinite(manifest.final!.trainAccuracy));
    assert.deepEqual((await readdir(path.join(folder, 'snapshots'))).sort(), [
      '0.safetensors',
      '60.safetensors',
    ]);
  });

  it('shows what the latest run found at the line of the config that it concerns', async () => {
    const [run] = await runsIn(folderOf('short'));
    const metrics = path.join(run!.folder, 'metrics.jsonl');
    const last = JSON.parse((await readFile(metrics, 'utf8')).trim().split('\n').at(-1)!);
    // The last line of a step counts: the layer has turned to one direction.
    Object.assign(last.layers.hidden, { stableRank: 1.83, topDataEnergy: 0.3573 });
    await appendFile(metrics, `${JSON.stringify(last)}\n`);
    const manifest = { ...run!.manifest, updated: new Date().toISOString() };
    await writeFile(path.join(run!.folder, 'run.json'), JSON.stringify(manifest));
    const document = await vscode.workspace.openTextDocument(config('short'));
    const found = await eventually(() => {
      const code = ({ code }: vscode.Diagnostic) => (typeof code === 'object' ? code.value : code);
      const one = vscode.languages.getDiagnostics(document.uri).find((each) => code(each) === 'data-energy');
      assert.ok(one, 'there is no such diagnostic');
      return Promise.resolve(one);
    });
    assert.match(
      found.message,
      /^hidden: 36 % of the data's energy in one direction; stable rank 1.83 of 128/,
    );
    assert.match(document.lineAt(found.range.start.line).text, /"hidden"/);
    assert.equal(found.severity, vscode.DiagnosticSeverity.Information);
  });

  it('of Std, Ort and RR makes three runs that differ in the mode alone', async () => {
    await execute('racecar.trainModes', config('set'));
    const runs = await eventually(async () => {
      const found = await runsIn(folderOf('set'));
      assert.deepEqual(
        found.map(({ manifest }) => manifest.status),
        ['finished', 'finished', 'finished'],
      );
      return found;
    });
    const modes = runs.map(({ manifest }) => manifest.mode);
    assert.deepEqual(modes.sort(), ['ort', 'rr', 'std']);
    assert.equal(new Set(runs.map(({ manifest }) => manifest.set?.id)).size, 1);
    assert.deepEqual(runs[0]!.manifest.set?.keys, ['regularization.mode']);
    const configs = runs.map(({ manifest }) => structuredClone(manifest.config));
    for (const each of configs) delete each['regularization']!['mode'];
    assert.deepEqual(configs[1], configs[0]);
    assert.deepEqual(configs[2], configs[0]);
  });

  it('can be stopped and continued', async () => {
    const run = await start('stopped');
    await execute('racecar.stop', run.manifest.id);
    const stopped = await hasStatus(run.folder, ['stopped']);
    assert.ok(stopped.manifest.step < stopped.manifest.steps);
    await eventually(async () => assert.equal(await isAlive(stopped.manifest.pid!), false));

    await resume(run);
    await goesOnAndStops(stopped);
    const steps = await loggedSteps(run);
    assert.deepEqual(
      steps,
      [...steps].sort((a, b) => a - b),
      'a stopped run repeats no step',
    );
  });

  it('can be paused and continued in the same process', async () => {
    const run = await start('paused');
    await execute('racecar.pause', run.manifest.id);
    const paused = await hasStatus(run.folder, ['paused']);
    const running = await resume(run);
    assert.equal(running.manifest.pid, paused.manifest.pid);
    await goesOnAndStops(paused);
  });

  it('whose process is killed is interrupted with a reason and can be continued', async () => {
    const run = await start('killed');
    process.kill(run.manifest.pid!, 'SIGKILL');
    const interrupted = await hasStatus(run.folder, ['interrupted']);
    assert.equal(interrupted.manifest.interruption?.reason, 'killed');

    const running = await resume(run);
    assert.notEqual(running.manifest.pid, run.manifest.pid);
    await goesOnAndStops(running);
  });
});
