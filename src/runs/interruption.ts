import { releaseLockOf } from './lock';
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
  const manifest = await readRunManifest(run.manifest);
  const { status } = manifest;
  if ((status !== 'running' && status !== 'paused') || manifest.pid !== pid) return manifest;
  const interrupted: RunManifest = {
    ...manifest,
    status: 'interrupted',
    interruption: { ...interruption, ...(status === 'paused' && { paused: true }) },
    ended: new Date().toISOString(),
  };
  await writeRunManifest(run.manifest, interrupted);
  await releaseLockOf(run, pid);
  return interrupted;
}
