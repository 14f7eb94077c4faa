import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Inspection } from '../../../src/inspection/inspection';
import { layerCourse } from '../../../src/inspection/layerCourse';
import { RunFolder } from '../../../src/runs/runFolder';
import { encodeSafetensors } from '../../../src/runs/safetensors';
import { temporaryFolder } from '../checkpoints/support';

const folder = temporaryFolder();
let runs = 0;

/** A run whose lines and snapshots are given. */
function runOf(lines: readonly unknown[], snapshots: Readonly<Record<number, Uint8Array>>): Inspection {
  const run = new RunFolder(path.join(folder.path, `run${++runs}`));
  mkdirSync(run.snapshots, { recursive: true });
  writeFileSync(
    run.metrics,
    lines.map((line) => (typeof line === 'string' ? line : `${JSON.stringify(line)}\n`)).join(''),
  );
  for (const [step, bytes] of Object.entries(snapshots)) writeFileSync(run.snapshot(Number(step)), bytes);
  return { run: { folder: run }, opened: { file: run.directory, layers: [{ name: 'hidden' }] } } as never;
}

function logged(step: number, values: object, full: number | null = 0.5) {
  const layers = { hidden: { reverseError: { full, local: 0.25 }, norm: step, ...values } };
  return { step, penalties: {}, layers };
}

/** The kernel diag(s) [2, 2] with its singular values. */
function snapshot(...s: [number, number]): Uint8Array {
  return encodeSafetensors({
    'hidden/kernel': { shape: [2, 2], data: Float32Array.of(s[0], 0, 0, s[1]) },
    'svd/hidden/s': { shape: [2], data: Float32Array.from(s) },
  });
}

describe('a layer’s numbers over the steps of its run', () => {
  it('are those that were logged, and at snapshots all that follow from the singular values', async () => {
    const inspection = runOf([logged(0, {}), logged(10, { stableRank: 9 }), logged(5, {}, null)], {
      0: snapshot(2, 1),
      10: snapshot(4, 2),
    });
    const { steps, columns } = await layerCourse(inspection, 'hidden');
    expect(steps).toEqual([0, 5, 10]);
    expect(columns.norm).toEqual([0, 5, 10]);
    expect(columns.reverseErrorFull).toEqual([0.5, null, 0.5]);
    expect(columns.reverseErrorLocal).toEqual([0.25, 0.25, 0.25]);
    // (4 + 1) / 4 of the snapshot, and what was logged where both say it.
    expect(columns.stableRank).toEqual([1.25, null, 9]);
    expect(columns.largestSigma).toEqual([2, null, 4]);
    // (4 - 1)^2 + (1 - 1)^2, and (16 - 1)^2 + (4 - 1)^2
    expect(columns.orthogonalityError).toEqual([9, null, 234]);
    for (const column of Object.values(columns)) expect(column).toHaveLength(3);
  });

  it('take a step’s last line after a resume, and a snapshot without a line', async () => {
    const inspection = runOf([logged(0, { norm: 1 }), logged(0, { norm: 2 }), '{"step": 3, "lay'], {
      7: snapshot(1, 1),
    });
    const { steps, columns } = await layerCourse(inspection, 'hidden');
    expect(steps).toEqual([0, 7]);
    expect(columns.norm).toEqual([2, Math.SQRT2]);
    expect(columns.conditionNumber).toEqual([null, 1]);
  });

  it('leave out snapshots that are damaged or lack the layer, and lines of something else', async () => {
    const inspection = runOf(
      [
        { step: 1, penalties: {}, layers: { other: {} } },
        { step: 2, penalties: {}, layers: { hidden: {} } },
        logged(3, {}),
      ],
      {
        4: snapshot(1, 1).subarray(0, 40),
        5: encodeSafetensors({ 'other/kernel': { shape: [1], data: Float32Array.of(1) } }),
      },
    );
    const { steps, columns } = await layerCourse(inspection, 'hidden');
    expect(steps).toEqual([2, 3]);
    expect(columns).toMatchObject({ norm: [null, 3], reverseErrorFull: [null, 0.5] });
  });

  it('are given up when nobody wants them, before the next snapshot is read', async () => {
    const inspection = runOf([], { 0: snapshot(1, 1) });
    await expect(layerCourse(inspection, 'hidden', AbortSignal.abort(new Error('enough')))).rejects.toThrow(
      'enough',
    );
  });

  it('are none of a file, nor of a layer that is not there', async () => {
    const { opened } = runOf([], {});
    const file = { opened } as Inspection;
    await expect(layerCourse(file, 'hidden')).rejects.toThrow('A file has no course; only runs have steps.');
    await expect(layerCourse(runOf([], {}), 'hiden')).rejects.toThrow('There is no layer "hiden".');
    expect(await layerCourse(runOf([], {}), 'hidden')).toEqual({ steps: [], columns: {} });
  });
});
