import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunFolder } from '../../../src/runs/runFolder';
import { keptSnapshots, snapshotSteps, thinSnapshots } from '../../../src/runs/snapshots';
import { temporaryFolder } from '../data/temporaryFolder';
import fc from '../support/properties';

const ascending = fc
  .uniqueArray(fc.nat(10_000), { minLength: 1, maxLength: 60 })
  .map((steps) => steps.sort((a, b) => a - b));
const limits = fc.integer({ min: 2, max: 20 });

describe('the snapshots that are kept', () => {
  it('are all of them up to the limit', () => {
    expect(keptSnapshots([0, 10, 20, 25], 4)).toEqual([0, 10, 20, 25]);
  });

  it('are never more than the limit, and the first and the newest are among them', () => {
    fc.assert(
      fc.property(ascending, limits, (taken, limit) => {
        const kept = keptSnapshots(taken, limit);
        expect(kept).toHaveLength(Math.min(limit, taken.length));
        expect(kept[0]).toBe(taken[0]);
        expect(kept.at(-1)).toBe(taken.at(-1));
        expect(kept).toEqual(taken.filter((step) => kept.includes(step)));
      }),
    );
  });

  it('never come back once they went, so that each can be deleted at once', () => {
    fc.assert(
      fc.property(ascending, limits, (taken, limit) => {
        const before = keptSnapshots(taken.slice(0, -1), limit);
        expect([...before, taken.at(-1)]).toEqual(expect.arrayContaining(keptSnapshots(taken, limit)));
      }),
    );
  });

  it('are spread over the training', () => {
    const taken = Array.from({ length: 1001 }, (_, step) => step);
    const kept = keptSnapshots(taken, 51);
    const gaps = kept.slice(1).map((step, i) => step - kept[i]!);
    expect(Math.max(...gaps)).toBeLessThan(3 * (1000 / 50));
  });
});

describe('the folder of snapshots', () => {
  const folder = temporaryFolder();

  function runWith(id: string, files: readonly string[]): RunFolder {
    const run = new RunFolder(path.join(folder, id));
    mkdirSync(run.snapshots, { recursive: true });
    for (const name of files) writeFileSync(path.join(run.snapshots, name), '');
    return run;
  }

  it('tells its steps in order, and takes nothing else for a snapshot', async () => {
    const others = ['5.safetensors.99.0123abcd.tmp', 'last.safetensors', '6.safetensors~', '-1.safetensors'];
    const run = runWith('read', ['10.safetensors', '9.safetensors', '0.safetensors', ...others]);
    expect(await snapshotSteps(run)).toEqual([0, 9, 10]);
    expect(await snapshotSteps(new RunFolder(path.join(folder, 'none')))).toEqual([]);
  });

  it('loses what is beyond the limit, and what comes from beyond the step of a resumed run', async () => {
    const steps = [0, 1, 2, 3, 4, 5];
    const run = runWith('thinned', [...steps.map((step) => `${step}.safetensors`), 'notes.txt']);
    await thinSnapshots(run, [0, 1, 2, 3], 3);
    expect(await snapshotSteps(run)).toEqual(keptSnapshots([0, 1, 2, 3], 3));
    expect(readdirSync(run.snapshots)).toContain('notes.txt');
  });
});
