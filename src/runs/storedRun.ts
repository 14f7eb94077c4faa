import { stat } from 'node:fs/promises';
import { isMissingFile } from './fileErrors';
import type { LatestMetrics } from './latestMetrics';
import { readLatestMetrics } from './latestMetrics';
import { actualStatus } from './liveness';
import { RunFolder } from './runFolder';
import type { RunStatus, RunSummary } from './runManifest';
import { readRunSummary } from './runManifest';

/** A run as a list of thousands shows it. */
export interface StoredRun {
  readonly folder: RunFolder;
  /** As its manifest says; a folder that was renamed or copied is the run of its own name. */
  readonly summary: RunSummary;
  /** As it is now; the manifest of a killed run still says "running". */
  readonly status: RunStatus;
  /** Whether a training can go on where it ended. */
  readonly isResumable: boolean;
  /** Of a run that is going on. */
  readonly latest?: LatestMetrics;
}

/** A folder that holds no readable run, and why. */
export interface UnreadableRun {
  readonly folder: RunFolder;
  readonly reason: string;
}

/**
 * Reads a run for a list: its manifest, and the newest metrics of one that is going on.
 * @throws UserError when there is no manifest or it is not one
 */
export async function readStoredRun(directory: string): Promise<StoredRun> {
  const folder = new RunFolder(directory);
  const summary = { ...(await readRunSummary(folder.manifest)), id: folder.id };
  return withLife(folder, summary);
}

/** Looks at what changes without the manifest: whether the process lives, and how far the training is. */
export async function withLife(folder: RunFolder, summary: RunSummary): Promise<StoredRun> {
  const status = actualStatus(summary);
  const isResumable =
    status === 'stopped' ||
    status === 'interrupted' ||
    (status === 'failed' && (await exists(folder.resume)));
  const isLive = status === 'running' || status === 'paused';
  const latest = isLive ? await readLatestMetrics(folder.metrics) : undefined;
  return { folder, summary, status, isResumable, ...(latest === undefined ? {} : { latest }) };
}

/** Whether the manifest says that a process is at it, so that what it says can become untrue by itself. */
export function claimsLife({ summary: { status } }: StoredRun): boolean {
  return status === 'running' || status === 'paused';
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (isMissingFile(error)) return false;
    throw error;
  }
}
