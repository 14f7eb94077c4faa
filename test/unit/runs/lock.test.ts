import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/config/userError';
import { lockRun } from '../../../src/runs/lock';
import { LostRun } from '../../../src/runs/lostRun';
import { RunFolder } from '../../../src/runs/runFolder';

let run: RunFolder;

beforeAll(async () => {
  run = new RunFolder(await mkdtemp(path.join(os.tmpdir(), 'racecar-lock-')));
});
afterAll(() => rm(run.directory, { recursive: true, force: true }));

describe('the lock of a run folder', () => {
  it('lets one process in at a time', async () => {
    const lock = await lockRun(run);
    await expect(lockRun(run)).rejects.toThrow(UserError);
    await lock.release();
    await (await lockRun(run)).release();
  });

  it('is taken over from a process that is gone, and from a torn file', async () => {
    // Larger than any process's number.
    const gone = { pid: 2 ** 22 + 1, host: os.hostname(), time: new Date().toISOString() };
    for (const content of [JSON.stringify(gone), '{"pid":']) {
      await writeFile(run.lock, content);
      const lock = await lockRun(run);
      expect(JSON.parse(await readFile(run.lock, 'utf8'))).toMatchObject({ pid: process.pid });
      await lock.release();
    }
  });

  it.runIf(process.platform === 'linux')('stays with its process when the clock is set forward', async () => {
    const lock = await lockRun(run);
    const owner = JSON.parse(await readFile(run.lock, 'utf8')) as object;
    // The time that the lock was taken at lies before the process began, by the clock as it is now.
    await writeFile(run.lock, JSON.stringify({ ...owner, time: '2001-01-01T00:00:00.000Z' }));
    await expect(lockRun(run)).rejects.toThrow(/another process trains/);
    await writeFile(run.lock, JSON.stringify(owner));
    await lock.release();
  });

  it('is known to be lost when another process took it, or it is gone', async () => {
    const lock = await lockRun(run);
    await writeFile(run.manifest, '{}');
    await expect(lock.check()).resolves.toBeUndefined();
    const other = { pid: 4711, host: 'elsewhere', time: '2026-01-01T00:00:00.000Z' };
    await writeFile(run.lock, JSON.stringify(other));
    await expect(lock.check()).rejects.toThrow(/another process trains the run by now \(4711 on elsewhere/);
    await expect(lock.check()).rejects.toThrow(LostRun);
    await lock.release();
    expect(JSON.parse(await readFile(run.lock, 'utf8')), 'the lock of the other').toEqual(other);
    await rm(run.lock);
    await expect(lock.check()).rejects.toThrow(/lock\.json is gone/);
    const moved = `${run.directory}-moved`;
    await rename(run.directory, moved);
    await expect(lock.check()).rejects.toThrow(/the run is gone: its folder was deleted, moved or renamed/);
    await rename(moved, run.directory);
  });

  it('goes to one of many that ask at once', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(run)));
    const won = asked.filter((each) => each.status === 'fulfilled');
    expect(won).toHaveLength(1);
    await won[0]!.value.release();
  });
});
