import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { lockRun } from '../../../src/runs/lock';
import { LostRun } from '../../../src/runs/lostRun';
import { makeRequest } from '../../../src/runs/requests';
import { RunFolder } from '../../../src/runs/runFolder';
import { RunControl } from '../../../src/trainer/control';

const run = new RunFolder(mkdtempSync(path.join(os.tmpdir(), 'racecar-control-')));
writeFileSync(run.manifest, '{}');
afterAll(() => rmSync(run.directory, { recursive: true, force: true }));
afterEach(() => vi.useRealTimers());

describe('a training looks for requests in its folder', () => {
  it('also when the clock has been set back', async () => {
    const lock = await lockRun(run);
    const control = new RunControl(lock);
    await control.poll();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
    await makeRequest(run, 'stop');
    await vi.waitUntil(async () => {
      await control.poll();
      return control.stopRequested;
    }, 10_000);
    await lock.release();
  });

  it('and whether the folder is its own still, also while it is paused', async () => {
    const lock = await lockRun(run);
    const control = new RunControl(lock);
    control.pause();
    const paused = control.whilePaused();
    rmSync(run.lock);
    await expect(paused).rejects.toThrow(LostRun);
  });
});
