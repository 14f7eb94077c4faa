import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Workspace } from '../cli/support';
import { repository } from '../support/models';

/** The images of the paper's experiments, where they are at hand; they are no part of the product. */
export const referenceFolder = path.join(repository, '..', 'shared', 'data', 'racecar-reference');
export const hasReference = existsSync(referenceFolder);

declare const REFERENCE_SEEDS: number;

/** `npm run test:reference` trains with three seeds, the ordinary test suite with one. */
export const SEEDS = REFERENCE_SEEDS;

export interface Row {
  readonly path: string;
  readonly label: number;
  readonly split: 'train' | 'test';
}

export function mnistRows(): Row[] {
  return [0, 1].flatMap((digit): Row[] => [
    { path: path.join(referenceFolder, 'MNIST', `${digit}.png`), label: digit, split: 'train' },
    { path: path.join(referenceFolder, 'MNIST', `${digit}_test.png`), label: digit, split: 'test' },
  ]);
}

/** Images 0-49 of a class train, 50-54 test. */
export function peakRows(): Row[] {
  return [0, 1].flatMap((label) =>
    readdirSync(path.join(referenceFolder, 'peak', String(label))).map((file): Row => ({
      path: path.join(referenceFolder, 'peak', String(label), file),
      label,
      split: Number.parseInt(file, 10) < 50 ? 'train' : 'test',
    })),
  );
}

/** What `train --json` prints for a run. */
export interface TrainResult {
  readonly mode: string;
  readonly seed: number;
  readonly dir: string;
  readonly final: { readonly testAccuracy: number };
  readonly layers: readonly {
    readonly singularValues: number[];
    readonly dataEnergy: number[];
    readonly stableRank: number;
    readonly reverseError: { readonly full: number; readonly local: number };
  }[];
}

/** Trains an example in one mode, on the given images in place of its own data when there are any. */
export async function trainExample(
  workspace: Workspace,
  example: string,
  mode: string,
  options: {
    readonly rows?: readonly Row[];
    readonly classes?: number;
    readonly set?: readonly string[];
  } = {},
): Promise<TrainResult[]> {
  const sets = [...(options.set ?? [])];
  if (options.rows !== undefined) {
    const lines = options.rows.map((row) => `${row.path},${row.label},${row.split}`);
    const csv = workspace.write(`${example}-${mode}.csv`, ['path,label,split', ...lines, ''].join('\n'));
    const data = { kind: 'manifest', path: csv, channel: 0, scale: 'raw', classes: options.classes };
    sets.push(`data=${JSON.stringify(data)}`);
  }
  const config = path.join(repository, 'examples', example, `${example}.racecar.json`);
  const call = workspace.start(
    ...[
      'train',
      config,
      '--mode',
      mode,
      '--seeds',
      String(SEEDS),
      '--runs',
      workspace.path('runs'),
      '--json',
    ],
    ...sets.flatMap((set) => ['--set', set]),
  );
  const { code, stdout, stderr } = await call.ended;
  if (code !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TrainResult);
}

/** The largest shares of the data's energy, added up. */
export function topShare(energies: readonly number[], count: number): number {
  return [...energies]
    .sort((a, b) => b - a)
    .slice(0, count)
    .reduce((sum, share) => sum + share, 0);
}
