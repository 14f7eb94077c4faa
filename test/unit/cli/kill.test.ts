import { existsSync, watch } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { jsonLines, killIfThere, manifestOf, namesIn, until, WASM, Workspace } from './support';
import type { Call } from './support';
import { expectSameBits, thoroughConfig } from './thoroughTraining';

// Two at once, so that each takes about as long as the undisturbed run that the moments are measured by.
vi.setConfig({ maxConcurrency: 2 });

const workspace = new Workspace();
workspace.write('long.racecar.json', thoroughConfig({ epochs: 20 }));

/** Kills a training as soon as it writes a file for the n-th time; a file is written under a temporary name. */
async function killWhileWriting(call: Call, runs: string, folder: string, count: number): Promise<void> {
  const place = await until('the folder is there', () => {
    const [run] = namesIn(runs);
    const found = run === undefined ? undefined : path.join(runs, run, folder);
    return found !== undefined && existsSync(found) ? found : undefined;
  });
  const training = await call.training();
  const seen = new Set<string | null>();
  const watcher = watch(place, (_event, name) => {
    if (name?.endsWith('.tmp') === true && seen.size < count && seen.add(name).size === count)
      killIfThere(training);
  });
  await call.ended;
  watcher.close();
}

describe('a training killed at any moment', async () => {
  const undisturbed = await workspace.train('long.racecar.json', '--runs', 'undisturbed');
  const { started, ended } = manifestOf(undisturbed) as { started: string; ended: string };
  const duration = Date.parse(ended) - Date.parse(started);

  /** Checks that a killed run is read by everybody and resumed to the same bits as one that was left alone. */
  async function expectRecovery(runs: string): Promise<void> {
    const [id] = namesIn(workspace.path(runs));
    const [[listed], outcome] = await Promise.all([
      workspace.json<{ run: string; status: string }[]>('runs', '--runs', runs),
      workspace.racecar('show', id ?? 'none', '--runs', runs, '--json'),
    ]);
    const run = workspace.path(runs, id ?? '');
    if (id === undefined || !existsSync(path.join(run, 'run.json'))) {
      expect(listed).toEqual([]);
      expect(outcome).toMatchObject({ code: 2, stdout: '' });
      expect(outcome.stderr).not.toMatch(/\n\s+at /);
      return;
    }
    expect(listed).toMatchObject([{ run: id, status: expect.stringMatching(/^(interrupted|finished)$/) }]);
    const { status } = listed![0]!;
    const [shown] = jsonLines(outcome.stdout);
    expect(shown, outcome.stderr).toMatchObject({
      id,
      status,
      metrics: expect.any(Array),
      snapshots: expect.any(Array),
    });
    if (status === 'interrupted') await workspace.json('resume', id, '--runs', runs);
    expectSameBits(run, undisturbed);
    const left = [...namesIn(run), ...namesIn(path.join(run, 'snapshots'))];
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  }

  it.concurrent('while it begins', async () => {
    const call = workspace.start('train', 'long.racecar.json', ...WASM, '--runs', 'begun');
    await until('its folder is there', () => (existsSync(workspace.path('begun')) ? true : undefined));
    await call.killAll();
    await call.ended;
    await expectRecovery('begun');
  });

  // Spread over the whole training, and a little beyond its end.
  const moments = Array.from({ length: 6 }, (_, i) =>
    Math.round(((i + Math.random()) / 6) * duration * 1.05),
  );
  it.concurrent.each(moments)('after %i ms, is read and resumed to the same bits', async (ms) => {
    const runs = `killed-after-${ms}`;
    const call = workspace.start('train', 'long.racecar.json', ...WASM, '--runs', runs);
    await until('its folder is there', () => (existsSync(workspace.path(runs)) ? true : undefined));
    await Promise.race([sleep(ms), call.ended]);
    await call.killAll();
    await call.ended;
    await expectRecovery(runs);
  });

  it.concurrent.each([
    ['a snapshot', 'snapshots', 1 + Math.floor(Math.random() * 3)],
    ['a snapshot', 'snapshots', 4 + Math.floor(Math.random() * 7)],
    ['a checkpoint', '.', 2 + Math.floor(Math.random() * 9)],
  ])(
    'while it writes %s, is read and resumed to the same bits (%s, file %i)',
    async (_what, folder, count) => {
      const runs = `killed-writing-${folder}-${count}`;
      const call = workspace.start('train', 'long.racecar.json', ...WASM, '--runs', runs);
      await killWhileWriting(call, workspace.path(runs), folder, count);
      await expectRecovery(runs);
    },
  );
});
