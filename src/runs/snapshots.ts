import { readdir, rm } from 'node:fs/promises';
import { UserError } from '../config/userError';
import { isMissingFile } from './fileErrors';
import type { RunFolder } from './runFolder';

/** Steps of the snapshots that a run has, ascending. */
export async function snapshotSteps(run: RunFolder): Promise<number[]> {
  let files: string[];
  try {
    files = await readdir(run.snapshots);
  } catch (error) {
    if (isMissingFile(error)) return [];
    throw error;
  }
  return files
    .map((file) => /^(\d+)\.safetensors$/.exec(file)?.[1])
    .filter((step) => step !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * The snapshot of a step that a user asks for.
 * @param step the last one by default
 * @throws UserError when the run does not have it
 */
export async function findSnapshot(run: RunFolder, step?: number): Promise<{ step: number; file: string }> {
  const steps = await snapshotSteps(run);
  const chosen = step ?? steps.at(-1);
  if (chosen === undefined || !steps.includes(chosen)) {
    const none = chosen === undefined;
    throw new UserError(none ? 'the run has no snapshot yet' : `the run has no snapshot of step ${chosen}`, {
      place: { file: run.snapshots },
      ...(steps.length > 0 ? { hint: `It has ${steps.join(', ')}.` } : {}),
    });
  }
  return { step: chosen, file: run.snapshot(chosen) };
}

/** Deletes the snapshots that are too many, and those from beyond a step that a run is resumed at. */
export async function thinSnapshots(run: RunFolder, taken: readonly number[], limit: number): Promise<void> {
  const kept = new Set(keptSnapshots(taken, limit));
  for (const step of await snapshotSteps(run)) {
    if (!kept.has(step)) await rm(run.snapshot(step), { force: true });
  }
}

/**
 * Which of the snapshots taken so far are kept: as each comes beyond the limit, the one closest to its neighbours
 * goes, the earliest of equals, but never the first or the newest. A function of the steps alone, so that a run
 * that was interrupted keeps the same ones.
 */
export function keptSnapshots(taken: readonly number[], limit: number): number[] {
  const kept: number[] = [];
  for (const step of taken) {
    kept.push(step);
    if (kept.length <= limit) continue;
    let closest = 1;
    for (let i = 2; i < kept.length - 1; i++) {
      if (gap(kept, i) < gap(kept, closest)) closest = i;
    }
    kept.splice(closest, 1);
  }
  return kept;
}

function gap(steps: readonly number[], index: number): number {
  return steps[index + 1]! - steps[index - 1]!;
}
