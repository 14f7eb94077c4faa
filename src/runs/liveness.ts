import { readFileSync } from 'node:fs';
import os from 'node:os';
import { hasCode } from './fileErrors';
import type { RunManifest, RunStatus } from './runManifest';

/** A run on another machine that has given no sign of life for this long counts as interrupted. */
const SILENCE_MS = 60_000;

/** A training writes its manifest at least this often. */
export const SIGN_OF_LIFE_MS = 5_000;

/** The status of a run as it is, not as its manifest last said: a run whose process is gone was interrupted. */
export function actualStatus(manifest: RunManifest, now = Date.now()): RunStatus {
  if (manifest.status !== 'running' && manifest.status !== 'paused') return manifest.status;
  return isAlive(manifest, now) ? manifest.status : 'interrupted';
}

function isAlive({ pid, host, updated, started }: RunManifest, now: number): boolean {
  if (pid === undefined) return false;
  if (host !== os.hostname()) return now - Date.parse(updated) < SILENCE_MS;
  return isSameProcess(pid, started);
}

/** Whether the process of that number on this machine is the one that did something at a time (ISO 8601). */
export function isSameProcess(pid: number, time: string | undefined): boolean {
  if (!processExists(pid)) return false;
  const processStart = startTime(pid);
  // A process that began afterwards has only inherited the number.
  return processStart === undefined || time === undefined || processStart <= Date.parse(time) + 1_000;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** When a process began, in ms since 1970; undefined where the system does not tell through /proc. */
function startTime(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!;
    const ticks = Number(afterName.split(' ')[19]);
    const bootTime = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
    const started = (bootTime + ticks / 100) * 1000;
    return Number.isFinite(started) ? started : undefined;
  } catch {
    // Containers may hide /proc; then the process number alone must do.
    return undefined;
  }
}
