/**
 * The thread that sees to it that a training process does not outlive its parent for long, whatever its main thread
 * is at: a step may take longer than anybody should wait.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { markInterrupted } from '../runs/interruption';
import { RunFolder } from '../runs/runFolder';

/** What the thread is told to begin with. */
export interface WatchdogData {
  readonly parentPid: number;
}

/** What the training process tells it: where it trains, or that its parent is lost. */
export type WatchdogMessage = { readonly runDirectory: string } | { readonly lost: string };

const POLL_MS = 500;

/** From the loss of the parent until the process ends by force; with the poll, less than five seconds. */
const LEAVE_MS = 4_000;

const { parentPid } = workerData as WatchdogData;
let run: RunFolder | undefined;
let leaving = false;

parentPort?.on('message', (message: WatchdogMessage) => {
  if ('runDirectory' in message) run = new RunFolder(message.runDirectory);
  else leaveSoon(message.lost);
});

setInterval(() => {
  if (!parentLives()) leaveSoon('the program that started the training ended');
}, POLL_MS);

function leaveSoon(why: string): void {
  if (leaving) return;
  leaving = true;
  setTimeout(() => void leave(why), LEAVE_MS);
}

async function leave(why: string): Promise<void> {
  try {
    if (run !== undefined) await markInterrupted(run, process.pid, { reason: 'parent', message: why });
  } catch {
    // The run then counts as interrupted since its process is gone; that the process goes matters more.
  } finally {
    // A thread can end the whole process by a signal only.
    process.kill(process.pid, 'SIGKILL');
  }
}

/** An orphan gets another parent, except on Windows. */
function parentLives(): boolean {
  if (process.platform !== 'win32') return process.ppid === parentPid;
  try {
    process.kill(parentPid, 0);
    return true;
  } catch {
    return false;
  }
}
