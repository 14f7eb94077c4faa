import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { RunFolder } from '../../../src/runs/runFolder';

/** The built programs. */
export const dist = process.env.RACECAR_DIST ?? 'dist';

/** Short real trainings: two modes, two seeds each, with snapshots at the steps 0, 10 and 20. */
export function useTrainedModes(): {
  /** Where the runs lie. */
  readonly directory: string;
  /** Of a mode, by its seeds. */
  foldersOf(mode: string): RunFolder[];
} {
  const directory = mkdtempSync(path.join(tmpdir(), 'racecar-compare-'));
  beforeAll(() => train(directory));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return {
    directory,
    foldersOf: (mode) =>
      readdirSync(directory)
        .filter((id) => id.startsWith(`peak-${mode}-`))
        .sort()
        .map((id) => new RunFolder(path.join(directory, id))),
  };
}

function train(directory: string): void {
  const settings = [
    ...['training.epochs=20', 'data.train=24', 'training.batchSize=24'],
    ...['training.snapshotEvery=10', 'training.logEvery=5'],
  ];
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      ...[path.join(dist, 'cli.js'), 'train', 'examples/peak/peak.racecar.json', '--mode', 'std,rr'],
      ...['--seeds', '2', '--engine', 'wasm', '--runs', directory],
      ...settings.flatMap((setting) => ['--set', setting]),
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The training failed: ${stderr}`);
}
