import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../../src/config/userError';
import { lockDelay, lockRun } from '../../../src/runs/lock';
import { LostRun } from '../../../src/runs/lostRun';
import { ownStart } from '../../../src/runs/processStart';
import { RunFolder } from '../../../src/runs/runFolder';

let run: RunFolder;

beforeAll(async () => {
  run = new RunFolder(await mkdtemp(path.join(os.tmpdir(), 'racecar-lock-')));
});
afterAll(() => rm(run.directory, { recursive: true, force: true }));
afterEach(() => vi.useRealTimers());

/** Does something while the time goes by fast for spans of it, or something else happens again and again. */
async function during<T>(happening: () => unknown, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(happening, 20);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

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
    vi.useFakeTimers({ toFake: ['performance'] });
    const hurry = () => vi.advanceTimersByTime(1_000);
    await during(hurry, () => expect(lock.check()).rejects.toThrow(/lock\.json is gone/));
    const moved = `${run.directory}-moved`;
    await rename(run.directory, moved);
    await expect(lock.look()).rejects.toThrow(/the run is gone: its folder was deleted, moved or renamed/);
    await rename(moved, run.directory);
  });

  it('outlasts an absence of the folder, within which nothing is written', async () => {
    const lock = await lockRun(run);
    const moved = `${run.directory}-moved`;
    vi.useFakeTimers({ toFake: ['performance'] });
    for (let absence = 0; absence < 2; absence++) {
      await rename(run.directory, moved);
      expect(await lock.look()).toBe(false);
      vi.advanceTimersByTime(4_000);
      const written = vi.fn();
      const writing = lock.check().then(written);
      expect(await lock.look()).toBe(false);
      expect(written).not.toHaveBeenCalled();
      await rename(moved, run.directory);
      await writing;
      expect(await lock.look()).toBe(true);
    }
    await lock.release();
  });

  const elsewhere = [
    { host: 'elsewhere' },
    ...(process.platform === 'linux' ? [{ processStart: { ...ownStart()!, namespace: 'pid:[1]' } }] : []),
  ].map((place) => ({ pid: process.pid, host: os.hostname(), time: new Date().toISOString(), ...place }));

  it.each(elsewhere)('is not taken from a process elsewhere that gives signs of life: %j', async (owner) => {
    await writeFile(run.lock, JSON.stringify(owner));
    expect(await lockDelay(run)).toMatch(new RegExp(`process ${owner.pid} on ${owner.host}, .* for 10 s$`));
    let time = 0;
    await during(
      () => writeFile(run.manifest, `{ "updated": ${time++} }`),
      () => expect(lockRun(run)).rejects.toThrow(/another process trains/),
    );
    expect(JSON.parse(await readFile(run.lock, 'utf8'))).toEqual(owner);
  });

  it.each(elsewhere)('is taken over from a process elsewhere that gives none: %j', async (owner) => {
    await writeFile(run.lock, JSON.stringify(owner));
    vi.useFakeTimers({ toFake: ['performance'] });
    const lock = await during(
      () => vi.advanceTimersByTime(1_000),
      () => lockRun(run),
    );
    expect(await lockDelay(run)).toBeUndefined();
    await lock.release();
  });

  it('goes to one of many that ask at once', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(run)));
    const won = asked.filter((each) => each.status === 'fulfilled');
    expect(won).toHaveLength(1);
    await won[0]!.value.release();
  });
});
