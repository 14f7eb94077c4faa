import { chmodSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RunsChange, Scope } from '../../../src/runs/runIndex';
import { RunIndex } from '../../../src/runs/runIndex';
import type { RunManifest } from '../../../src/runs/runManifest';
import { temporaryFolder, write } from '../data/temporaryFolder';
import { manifest } from './manifest';

/** Long enough ago that a file is not taken for one that is being written. */
const LONG_AGO = new Date('2026-01-01T00:00:00.000Z');
const NO_PROCESS = 2 ** 22 + 1;

function runsFolder(): string {
  return path.join(temporaryFolder(), '.racecar', 'runs');
}

function put(runs: string, id: string, facts: Partial<RunManifest> = {}): string {
  const file = write(runs, `${id}/run.json`, JSON.stringify(manifest({ id, status: 'finished', ...facts })));
  return path.dirname(file);
}

/** A file as it is long after it was written. */
function age(file: string): void {
  utimesSync(file, LONG_AGO, LONG_AGO);
}

async function update(
  index: RunIndex,
  runs: string | string[],
  scope: Scope = new Set(),
): Promise<RunsChange[]> {
  const changes: RunsChange[] = [];
  for await (const change of index.update([runs].flat(), scope)) changes.push(change);
  return changes;
}

function ids(runs: readonly { readonly folder: { readonly id: string } }[]): string[] {
  return runs.map(({ folder }) => folder.id);
}

describe('the index of runs', () => {
  it('has the runs of all directories, the newest first', async () => {
    const [here, there] = [runsFolder(), runsFolder()];
    put(here, 'old', { created: '2026-01-01T00:00:00.000Z' });
    put(there, 'new', { created: '2026-01-03T00:00:00.000Z' });
    put(here, 'middle', { created: '2026-01-02T00:00:00.000Z' });
    const index = new RunIndex();
    const changes = await update(index, [here, there, here]);
    expect(ids(index.runs)).toEqual(['new', 'middle', 'old']);
    expect(ids(changes.flatMap(({ added }) => added)).sort()).toEqual(['middle', 'new', 'old']);
    expect(index.get('middle')).toBe(index.get(path.join(here, 'middle')));
  });

  it('is empty for a directory that does not exist, until it does', async () => {
    const runs = runsFolder();
    const index = new RunIndex();
    expect(await update(index, runs, 'all')).toEqual([]);
    put(runs, 'first');
    await update(index, runs);
    expect(ids(index.runs)).toEqual(['first']);
  });

  it('says nothing when nothing changed', async () => {
    const runs = runsFolder();
    put(runs, 'run');
    const index = new RunIndex();
    await update(index, runs, 'all');
    expect(await update(index, runs, 'all')).toEqual([]);
  });

  it('hands on many runs in parts, those written last first', async () => {
    const runs = runsFolder();
    for (let i = 0; i < 250; i++) {
      const directory = put(runs, `run-${i}`);
      const written = new Date(LONG_AGO.getTime() + i * 1000);
      utimesSync(path.join(directory, 'run.json'), written, written);
    }
    const index = new RunIndex();
    const changes = await update(index, runs, 'all');
    expect(changes.map(({ added }) => added.length)).toEqual([100, 100, 50]);
    expect(ids(changes[0]!.added).slice(0, 2)).toEqual(['run-249', 'run-248']);
  });

  it('keeps of a manifest neither its layers nor its config', async () => {
    const runs = runsFolder();
    put(runs, 'run', { layers: [], error: { message: 'no' } });
    const index = new RunIndex();
    await update(index, runs);
    expect(index.runs[0]!.summary).toMatchObject({ id: 'run', error: { message: 'no' } });
    expect(Object.keys(index.runs[0]!.summary)).not.toEqual(expect.arrayContaining(['layers']));
    expect(index.runs[0]!.summary).not.toHaveProperty('config');
  });
});

describe('an update of the index', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('notices a changed manifest of an ended run when it is asked for all, or for that one', async () => {
    const runs = runsFolder();
    const directory = put(runs, 'run', { status: 'stopped' });
    const index = new RunIndex();
    await update(index, runs);
    put(runs, 'run', { status: 'finished' });
    expect(await update(index, runs)).toEqual([]);
    const [change] = await update(index, runs, new Set([directory]));
    expect(change!.changed.map(({ status }) => status)).toEqual(['finished']);
    put(runs, 'run', { status: 'failed' });
    expect((await update(index, runs, 'all'))[0]!.changed[0]!.status).toBe('failed');
  });

  it('follows a run that is going on by its metrics, without being asked', async () => {
    const runs = runsFolder();
    const directory = put(runs, 'run', { status: 'running' });
    const index = new RunIndex();
    await update(index, runs);
    expect(index.hasLive).toBe(true);
    const line = { epoch: 1, penalties: {}, layers: {}, loss: 2, taskLoss: 1 };
    writeFileSync(
      path.join(directory, 'metrics.jsonl'),
      `${JSON.stringify({ ...line, step: 10, testAccuracy: 0.5 })}\n${JSON.stringify({ ...line, step: 20 })}\n{"step":30,`,
    );
    const [change] = await update(index, runs);
    expect(change!.changed[0]!.latest).toEqual({ step: 20, loss: 2, taskLoss: 1, testAccuracy: 0.5 });
  });

  it('shows a run whose process died as interrupted, though its manifest stays as it was', async () => {
    const runs = runsFolder();
    put(runs, 'run', { status: 'running', pid: NO_PROCESS });
    const index = new RunIndex();
    await update(index, runs);
    expect(index.runs[0]).toMatchObject({ status: 'interrupted', isResumable: true });
    expect(index.hasLive).toBe(false);
  });

  it('notices that the process of a run is no more', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const runs = runsFolder();
    const silent = new Date(Date.now() - 59_000).toISOString();
    put(runs, 'run', { status: 'running', host: 'elsewhere', updated: silent });
    const index = new RunIndex();
    await update(index, runs);
    expect(index.runs[0]!.status).toBe('running');
    vi.setSystemTime(Date.now() + 1_100);
    expect((await update(index, runs))[0]!.changed[0]!.status).toBe('interrupted');
  });

  it('takes a run that was renamed for one that went and one that came', async () => {
    const runs = runsFolder();
    const directory = put(runs, 'run');
    const index = new RunIndex();
    await update(index, runs);
    renameSync(directory, path.join(runs, 'renamed'));
    const changes = await update(index, runs);
    expect(changes.flatMap(({ removed }) => ids(removed))).toEqual(['run']);
    expect(changes.flatMap(({ added }) => ids(added))).toEqual(['renamed']);
    expect(index.runs[0]!.summary.id).toBe('renamed');
  });

  it('forgets a run that was deleted, and all of a directory that is no longer followed', async () => {
    const runs = runsFolder();
    put(runs, 'stays');
    rmSync(put(runs, 'goes'), { recursive: true });
    const index = new RunIndex();
    await update(index, runs);
    expect(ids(index.runs)).toEqual(['stays']);
    const [change] = await update(index, []);
    expect(ids(change!.removed)).toEqual(['stays']);
    expect(index.runs).toEqual([]);
  });

  it('survives that folders are deleted while it reads them', async () => {
    const runs = runsFolder();
    const directories = Array.from({ length: 120 }, (_, i) => put(runs, `run-${i}`));
    const index = new RunIndex();
    // The first part has been read, the second only been listed.
    const updating = index.update([runs], 'all');
    const first = (await updating.next()).value as RunsChange;
    for (const directory of directories) rmSync(directory, { recursive: true });
    for await (const { added } of updating) expect(added).toEqual([]);
    expect(index.runs).toHaveLength(first.added.length);
    expect(index.unreadable).toEqual([]);
    await update(index, runs);
    expect(index.runs).toEqual([]);
  });
});

describe('a manifest that cannot be read', () => {
  it('is taken for one that is being written at first, and read when it is complete', async () => {
    const runs = runsFolder();
    write(runs, 'run/run.json', '{"format":1,');
    write(runs, 'made/lock.json', '');
    const index = new RunIndex();
    expect(await update(index, runs)).toEqual([]);
    expect(index.unreadable).toEqual([]);
    put(runs, 'run');
    put(runs, 'made');
    await update(index, runs);
    expect(ids(index.runs).sort()).toEqual(['made', 'run']);
  });

  it('leaves a run as it was while it is being written', async () => {
    const runs = runsFolder();
    const directory = put(runs, 'run', { status: 'running' });
    const index = new RunIndex();
    await update(index, runs);
    writeFileSync(path.join(directory, 'run.json'), '{"format":');
    expect(await update(index, runs)).toEqual([]);
    expect(index.runs[0]!.status).toBe('running');
  });

  it.each([
    ['is torn', '{"format":1,', 'the run cannot be read: its run.json is not JSON'],
    ['is of a newer format', JSON.stringify({ ...manifest(), format: 2 }), 'the run cannot be read: format'],
    ['is something else', '[]', 'the run cannot be read'],
  ])('is told of when it %s', async (_what, text, reason) => {
    const runs = runsFolder();
    age(write(runs, 'bad/run.json', text));
    put(runs, 'good');
    const index = new RunIndex();
    const changes = await update(index, runs);
    expect(changes.some(({ unreadable }) => unreadable)).toBe(true);
    expect(ids(index.runs)).toEqual(['good']);
    expect(index.unreadable).toEqual([
      { folder: expect.objectContaining({ id: 'bad' }), reason: expect.stringContaining(reason) },
    ]);
  });

  it('is told of when there is none, and no longer when there is one', async () => {
    const runs = runsFolder();
    write(runs, 'empty/notes.txt', '');
    age(path.join(runs, 'empty'));
    const index = new RunIndex();
    await update(index, runs);
    expect(index.unreadable.map(({ reason }) => reason)).toEqual([expect.stringMatching(/^no run here/)]);
    put(runs, 'empty');
    const [change] = await update(index, runs);
    expect(change!.unreadable).toBe(true);
    expect(index.unreadable).toEqual([]);
    expect(ids(index.runs)).toEqual(['empty']);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'is told of when it may not be read',
    async () => {
      const runs = runsFolder();
      const file = path.join(put(runs, 'secret'), 'run.json');
      age(file);
      chmodSync(file, 0);
      const index = new RunIndex();
      await update(index, runs);
      expect(index.unreadable).toHaveLength(1);
    },
  );
});

describe('a run can be gone on with', () => {
  it.each([
    ['stopped', false, true],
    ['interrupted', false, true],
    ['failed', true, true],
    ['failed', false, false],
    ['finished', true, false],
    ['running', true, false],
  ] as const)('when it is %s and a checkpoint exists: %s -> %s', async (status, checkpoint, expected) => {
    const runs = runsFolder();
    const directory = put(runs, 'run', { status });
    if (checkpoint) writeFileSync(path.join(directory, 'resume.safetensors'), '');
    const index = new RunIndex();
    await update(index, runs);
    expect(index.runs[0]!.isResumable).toBe(expected);
  });
});
