import { isTakenByOther, releaseLockOf } from './lock';
import type { RunFolder } from './runFolder';
import type { Interruption, RunManifest } from './runManifest';
import { readRunManifest, writeRunManifest } from './runManifest';

/**
 * Says in a run's manifest that its process is gone, or about to be, and why. Only if the manifest still says that
 * this process trains: one that ended well, or that another process went on with, stays as it is.
 *
 * @param pid of the process
 * @returns the manifest as it is then
 * @throws UserError when the manifest cannot be read
 */
export async function markInterrupted(
  run: RunFolder,
  pid: number,
  interruption: Interruption,
): Promise<RunManifest> {
  return markEnded(run, pid, ({ status }) => ({
    status: 'interrupted',
    interruption: { ...interruption, ...(status === 'paused' && { paused: true }) },
  }));
}

/** As `markInterrupted`, for a process that told what it failed by, but could not say so in the folder itself. */
export async function markFailed(run: RunFolder, pid: number, message: string): Promise<RunManifest> {
  return markEnded(run, pid, () => ({ status: 'failed', error: { message } }));
}

async function markEnded(
  run: RunFolder,
  pid: number,
  changeOf: (manifest: RunManifest) => Partial<RunManifest>,
): Promise<RunManifest> {
  const manifest = await readRunManifest(run.manifest);
  const { status } = manifest;
  if ((status !== 'running' && status !== 'paused') || manifest.pid !== pid) return manifest;
  // It has not said so yet.
  if (await isTakenByOther(run, pid)) return manifest;
  const ended: RunManifest = { ...manifest, ...changeOf(manifest), ended: new Date().toISOString() };
  await writeRunManifest(run.manifest, ended);
  await releaseLockOf(run, pid);
  return ended;
}
