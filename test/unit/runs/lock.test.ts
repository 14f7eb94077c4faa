import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/config/userError';
import { lockRun } from '../../../src/runs/lock';
import { RunFolder } from '../../../src/runs/runFolder';

let run: RunFolder;

beforeAll(async () => {
  run = new RunFolder(await mkdtemp(path.join(os.tmpdir(), 'racecar-lock-')));
});
afterAll(() => rm(run.directory, { recursive: true, force: true }));

describe('the lock of a run folder', () => {
  it('lets one process in at a time', async () => {
    const unlock = await lockRun(run);
    await expect(lockRun(run)).rejects.toThrow(UserError);
    await unlock();
    await (
      await lockRun(run)
    )();
  });

  it('is taken over from a process that is gone, and from a torn file', async () => {
    // Larger than any process's number.
    const gone = { pid: 2 ** 22 + 1, host: os.hostname(), time: new Date().toISOString() };
    for (const content of [JSON.stringify(gone), '{"pid":']) {
      await writeFile(run.lock, content);
      const unlock = await lockRun(run);
      expect(JSON.parse(await readFile(run.lock, 'utf8'))).toMatchObject({ pid: process.pid });
      await unlock();
    }
  });

  it('goes to one of many that ask at once', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(run)));
    const won = asked.filter((each) => each.status === 'fulfilled');
    expect(won).toHaveLength(1);
    await won[0]!.value();
  });
});
