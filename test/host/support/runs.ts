import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from './eventually';

/** What the tests ask of a run.json. */
export interface Manifest {
  readonly id: string;
  readonly name: string;
  readonly mode: string;
  readonly seed: number;
  readonly status: string;
  readonly pid?: number;
  readonly step: number;
  readonly steps: number;
  readonly config: Record<string, Record<string, unknown>>;
  readonly final?: { readonly trainAccuracy: number };
  readonly set?: { readonly id: string; readonly keys: readonly string[] };
  readonly interruption?: { readonly reason: string; readonly message: string };
}

export interface Run {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The runs beside the configs in a folder, in the order of their beginning. */
export async function runsIn(folder: string): Promise<Run[]> {
  const directory = path.join(folder, '.racecar', 'runs');
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return Promise.all(names.sort().map((name) => readRun(path.join(directory, name))));
}

export async function readRun(folder: string): Promise<Run> {
  return { folder, manifest: JSON.parse(await readFile(path.join(folder, 'run.json'), 'utf8')) as Manifest };
}

/** Waits until a run has one of some statuses. */
export async function hasStatus(folder: string, wanted: readonly string[], timeoutMs?: number): Promise<Run> {
  return eventually(async () => {
    const run = await readRun(folder);
    assert.ok(wanted.includes(run.manifest.status), `found ${run.manifest.status}, expected ${wanted}`);
    return run;
  }, timeoutMs);
}

/** Waits for a run that trains and could be continued were it killed now. */
export async function trainsWithCheckpoint(folder: string, isKnown: (id: string) => boolean): Promise<Run> {
  return eventually(async () => {
    const run = (await runsIn(folder)).find(({ manifest }) => !isKnown(manifest.id));
    assert.ok(run, 'there is no new run');
    assert.equal(run.manifest.status, 'running');
    assert.ok((await readdir(run.folder)).includes('resume.safetensors'), 'there is no checkpoint');
    return run;
  });
}

/** The steps of a run's metrics, in the order of their lines. */
export async function loggedSteps({ folder }: Run): Promise<number[]> {
  const text = await readFile(path.join(folder, 'metrics.jsonl'), 'utf8');
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as { step: number }).step);
}
