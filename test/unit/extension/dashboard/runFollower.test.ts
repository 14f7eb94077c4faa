import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerFromDisk } from '../../../../src/extension/dashboard/answer';
import { RunFollower } from '../../../../src/extension/dashboard/runFollower';
import { encodeSafetensors } from '../../../../src/runs/safetensors';
import { temporaryFolder } from '../../data/temporaryFolder';
import { manifest } from '../../runs/manifest';
import { metricsLine } from '../../runs/metricsLine';

const folder = temporaryFolder();
let runs = 0;

function newRun(): RunFollower {
  const directory = path.join(folder, `run${++runs}`);
  mkdirSync(path.join(directory, 'snapshots'), { recursive: true });
  const follower = new RunFollower(directory);
  writeFileSync(follower.folder.manifest, JSON.stringify(manifest()));
  return follower;
}

function log(follower: RunFollower, ...steps: number[]): void {
  const lines = steps.map((step) => metricsLine(step));
  appendFileSync(follower.folder.metrics, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

describe('a run that a dashboard follows', () => {
  it('is told whole, and then what has changed alone', async () => {
    const follower = newRun();
    log(follower, 0, 10);
    await follower.look();
    expect(follower.whole()).toMatchObject({
      key: follower.directory,
      facts: { name: 'peak', mode: 'std', status: 'running' },
      metrics: { from: 0, rows: 2 },
      snapshots: [],
      trouble: null,
    });
    expect(await follower.look()).toBeUndefined();
    log(follower, 20);
    const update = await follower.look();
    expect(update).toMatchObject({ metrics: { from: 2, rows: 1 } });
    expect(Object.keys(update!)).toEqual(['key', 'metrics']);
    writeFileSync(follower.folder.snapshot(20), encodeSafetensors({}));
    expect(await follower.look()).toEqual({ key: follower.directory, snapshots: [20] });
    writeFileSync(follower.folder.manifest, JSON.stringify(manifest({ status: 'finished', step: 10 })));
    expect(await follower.look()).toMatchObject({ facts: { status: 'finished' } });
    expect(follower.isLive).toBe(false);
  });

  it('is interrupted when its process is gone, whatever its manifest says', async () => {
    const follower = newRun();
    writeFileSync(follower.folder.manifest, JSON.stringify(manifest({ pid: 2 ** 30 })));
    expect(await follower.look()).toMatchObject({ facts: { status: 'interrupted' } });
  });

  it('says why it cannot be read, and keeps what it knew, until it can be again', async () => {
    const follower = newRun();
    log(follower, 0);
    await follower.look();
    rmSync(follower.folder.manifest);
    expect((await follower.look())?.trouble).toContain('no run here');
    expect(await follower.look()).toBeUndefined();
    expect(follower.whole()).toMatchObject({ metrics: { rows: 1 } });
    writeFileSync(follower.folder.manifest, JSON.stringify(manifest()));
    expect(await follower.look()).toMatchObject({ trouble: null });
  });

  it('is read in parts where it is long, so that its first curves need not wait for its last', async () => {
    const { directory } = newRun();
    const follower = new RunFollower(directory, 0);
    log(follower, ...Array.from({ length: 20_000 }, (_, step) => step));
    await follower.look();
    expect(follower.isBehind).toBe(true);
    const first = follower.whole().metrics!.rows;
    expect(first).toBeGreaterThan(1000);
    expect(first).toBeLessThan(20_000);
    let update = await follower.look();
    expect(update?.metrics?.from).toBe(first);
    while (follower.isBehind) update = (await follower.look()) ?? update;
    expect(follower.whole().metrics!.rows).toBe(20_000);
  });

  it('is told anew when its metrics are another file', async () => {
    const follower = newRun();
    log(follower, 0, 10, 20);
    await follower.look();
    writeFileSync(follower.folder.metrics, '');
    expect(await follower.look()).toMatchObject({ metrics: { from: 0, rows: 0 } });
  });
});

describe('what a page asks of a snapshot', () => {
  it('is read by its parts, as ArrayBuffers of their own', async () => {
    const { folder: run } = newRun();
    const tensors = {
      'hidden/kernel': { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
      'hidden/bias': { shape: [2], data: Float32Array.of(5, 6) },
    };
    writeFileSync(run.snapshot(5), encodeSafetensors(tensors, { step: '5' }));
    const names = ['hidden/bias', 'none'];
    const reply = await answerFromDisk(run, { kind: 'tensors', run: '', step: 5, names });
    expect(Object.keys(reply)).toEqual(['hidden/bias']);
    const { shape, values } = (reply as Record<string, { shape: number[]; values: ArrayBuffer }>)[
      'hidden/bias'
    ]!;
    expect(shape).toEqual([2]);
    expect(values).toBeInstanceOf(ArrayBuffer);
    expect([...new Float32Array(values)]).toEqual([5, 6]);
    expect(await answerFromDisk(run, { kind: 'header', run: '', step: 5 })).toEqual({
      shapes: { 'hidden/kernel': [2, 2], 'hidden/bias': [2] },
      metadata: { step: '5' },
    });
  });

  it('is refused with a reason where the snapshot is gone or damaged', async () => {
    const { folder: run } = newRun();
    const request = { kind: 'tensors', run: '', step: 5, names: ['a'] } as const;
    await expect(answerFromDisk(run, request)).rejects.toThrow('no such file');
    writeFileSync(run.snapshot(5), 'not a snapshot');
    await expect(answerFromDisk(run, request)).rejects.toThrow(/header/);
  });
});
