import { spawn } from 'node:child_process';
import { hasCode } from '../runs/fileErrors';

/** Whether a process is started as the leader of a group of its own, by which all that it starts can be ended. */
export const OWN_GROUP = process.platform !== 'win32';

/** Ends a process that leads its own group (OWN_GROUP), and all that it started, by force; those still there. */
export function killTree(pid: number): void {
  if (OWN_GROUP) signalGroup(pid, 'SIGKILL');
  else spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' }).on('error', () => undefined);
}

/** Sends a signal to a process and all that it started; where there are no groups, to nobody. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (!OWN_GROUP) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // None of them is left; on macOS the same for one that has ended but was not yet waited for.
    if (!hasCode(error, 'ESRCH') && !hasCode(error, 'EPERM')) throw error;
  }
}
