import { readFileSync } from 'node:fs';
import os from 'node:os';
import { hasCode } from './fileErrors';
import type { RunStatus, RunSummary } from './runManifest';

/** A run on another machine that has given no sign of life for this long counts as interrupted. */
const SILENCE_MS = 60_000;

/** A training writes its manifest at least this often. */
export const SIGN_OF_LIFE_MS = 5_000;

/** The status of a run as it is, not as its manifest last said: a run whose process is gone was interrupted. */
export function actualStatus(manifest: RunSummary, now = Date.now()): RunStatus {
  if (manifest.status !== 'running' && manifest.status !== 'paused') return manifest.status;
  return isAlive(manifest, now) ? manifest.status : 'interrupted';
}

function isAlive({ pid, host, updated, started }: RunSummary, now: number): boolean {
  if (pid === undefined) return false;
  if (host !== os.hostname()) return now - Date.parse(updated) < SILENCE_MS;
  return isSameProcess(pid, started);
}

/** Whether the process of that number on this machine is the one that did something at a time (ISO 8601). */
export function isSameProcess(pid: number, time: string | undefined): boolean {
  if (!processExists(pid)) return false;
  const found = entryOf(pid);
  // One that has ended stays listed until its parent looks after it, which some containers' first process never does.
  if (found?.hasEnded === true) return false;
  // A process that began afterwards has only inherited the number.
  return found === undefined || time === undefined || found.started <= Date.parse(time) + 1_000;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** Whether a process has ended, and when it began (ms since 1970); undefined where the system does not tell through /proc. */
function entryOf(pid: number): { readonly hasEnded: boolean; readonly started: number } | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!;
    const fields = afterName.split(' ');
    const ticks = Number(fields[19]);
    const bootTime = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
    const started = (bootTime + ticks / 100) * 1000;
    return Number.isFinite(started) ? { hasEnded: fields[0] === 'Z', started } : undefined;
  } catch {
    // Containers may hide /proc; then the process number alone must do.
    return undefined;
  }
}
