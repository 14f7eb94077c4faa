import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { markFailed, markInterrupted } from '../../../src/runs/interruption';
import { lockRun } from '../../../src/runs/lock';
import { RunFolder } from '../../../src/runs/runFolder';
import { readRunManifest, writeRunManifest } from '../../../src/runs/runManifest';
import { temporaryFolder } from '../data/temporaryFolder';
import { manifest } from './manifest';

const run = new RunFolder(temporaryFolder());

beforeEach(async () => {
  rmSync(run.lock, { force: true });
  await writeRunManifest(run.manifest, manifest({ status: 'running' }));
});

const marks = [
  {
    status: 'failed',
    mark: () => markFailed(run, process.pid, 'the disk is full'),
    change: { error: { message: 'the disk is full' } },
  },
  {
    status: 'interrupted',
    mark: () => markInterrupted(run, process.pid, { reason: 'killed', message: 'out of memory' }),
    change: { interruption: { reason: 'killed', message: 'out of memory' } },
  },
] as const;

describe.each(marks)('a run that is marked as $status', ({ status, mark, change }) => {
  it('says so with the reason, and is locked no longer', async () => {
    await lockRun(run);
    const ended = await mark();
    expect(ended).toMatchObject({ status, ...change, ended: expect.any(String) });
    expect(await readRunManifest(run.manifest)).toEqual(ended);
    expect(existsSync(run.lock)).toBe(false);
  });

  it.each([{ pid: process.pid + 1 }, { host: 'elsewhere' }])(
    'stays as it is once another process has its lock: %j',
    async (other) => {
      await lockRun(run);
      const lock = JSON.stringify({ ...(JSON.parse(readFileSync(run.lock, 'utf8')) as object), ...other });
      writeFileSync(run.lock, lock);
      const before = readFileSync(run.manifest, 'utf8');
      expect((await mark()).status).toBe('running');
      expect(readFileSync(run.manifest, 'utf8')).toBe(before);
      expect(readFileSync(run.lock, 'utf8')).toBe(lock);
    },
  );

  it('stays as it is when it has ended otherwise', async () => {
    await writeRunManifest(run.manifest, manifest({ status: 'finished' }));
    expect((await mark()).status).toBe('finished');
  });
});
