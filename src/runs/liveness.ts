import os from 'node:os';
import { hasCode } from './fileErrors';
import type { ProcessStart } from './processStart';
import { bootId, listedProcess, ownNamespace, startByClock } from './processStart';
import type { RunStatus, RunSummary } from './runManifest';

/** A run on another machine, or in another container, that has given no sign of life for this long counts as interrupted. */
const SILENCE_MS = 60_000;

/** A training writes its manifest at least this often. */
export const SIGN_OF_LIFE_MS = 5_000;

/** The status of a run as it is, not as its manifest last said: a run whose process is gone was interrupted. */
export function actualStatus(manifest: RunSummary, now = Date.now()): RunStatus {
  if (manifest.status !== 'running' && manifest.status !== 'paused') return manifest.status;
  return isAlive(manifest, now) ? manifest.status : 'interrupted';
}

function isAlive({ pid, host, updated, started, processStart }: RunSummary, now: number): boolean {
  if (pid === undefined) return false;
  if (!isNumberedHere({ host, processStart })) return now - Date.parse(updated) < SILENCE_MS;
  return isSameProcess({ pid, time: started, processStart });
}

/**
 * Whether the number of a process that a file names is one among which this process lives. Elsewhere, which is on another
 * machine or in another container of this one, the number may be anybody's or nobody's: it tells nothing.
 */
export function isNumberedHere({ host, processStart }: Pick<RunSummary, 'host' | 'processStart'>): boolean {
  if (host !== os.hostname()) return false;
  const [own, found] = [ownNamespace(), processStart?.namespace];
  // Older files do not tell it, nor do some systems: then there are no containers to be told apart.
  return own === undefined || found === undefined || own === found;
}

/** A process of this machine as a file names it. */
export interface NamedProcess {
  readonly pid: number;
  /** When it had begun already (ISO 8601). */
  readonly time?: string | undefined;
  /** Absent where the system does not tell it, and in files of older versions. */
  readonly processStart?: ProcessStart | undefined;
}

/** Whether the process that has the number now is the one that was named, and goes on. */
export function isSameProcess({ pid, time, processStart }: NamedProcess): boolean {
  if (!processExists(pid)) return false;
  const found = listedProcess(pid);
  // The number alone must do.
  if (found === undefined) return true;
  if (found.hasEnded) return false;
  const boot = bootId();
  if (processStart !== undefined && boot !== undefined) {
    return processStart.boot === boot && processStart.ticks === found.ticks;
  }
  const started = startByClock(found);
  // A process that began afterwards has only inherited the number.
  return started === undefined || time === undefined || started <= Date.parse(time) + 1_000;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
