import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
    writeFileSync(run.lock, JSON.stringify({ pid: 1, host: 'elsewhere', time: '2026-01-01T00:00:00.000Z' }));
    await expect(paused).rejects.toThrow(LostRun);
    rmSync(run.lock);
  });

  it('and goes on while that is away for a moment', async () => {
    const lock = await lockRun(run);
    const control = new RunControl(lock);
    vi.useFakeTimers({ toFake: ['performance'] });
    const away = `${run.directory}-away`;
    renameSync(run.directory, away);
    for (let look = 0; look < 4; look++) {
      await control.poll();
      vi.advanceTimersByTime(1_000);
    }
    expect(existsSync(run.directory)).toBe(false);
    renameSync(away, run.directory);
    await makeRequest(run, 'stop');
    await control.poll();
    expect(control.stopRequested).toBe(true);
    await lock.release();
  });
});
