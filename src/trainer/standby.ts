import type { ChildProcess } from 'node:child_process';
import { startTrainerProcess } from './trainerProcess';

/** Age from which a process is not used any more: it ends by itself when its parent stays silent. */
const MOST_AGE_MS = 10_000;

/** A training process with what it said before anybody listened. */
export interface StartedProcess {
  readonly child: ChildProcess;
  readonly said: readonly unknown[];
}

/**
 * A training process that is started before it is known what it is to do: it loads its code while the one that
 * starts it loads its own and reads the request.
 */
export class Standby {
  private readonly child: ChildProcess | undefined;
  private readonly began = performance.now();
  private readonly said: unknown[] = [];
  private isOver = false;
  private readonly listen = (message: unknown) => this.said.push(message);
  private readonly end = () => (this.isOver = true);

  /** @param trainerFile the bundled trainerMain.ts */
  constructor(trainerFile: string) {
    try {
      this.child = startTrainerProcess(trainerFile, {
        cwd: process.cwd(),
        env: process.env,
        execPath: process.execPath,
      });
    } catch {
      // The one that is started when it is needed fails too, and tells why.
      return;
    }
    this.child.on('message', this.listen).on('exit', this.end).on('error', this.end);
  }

  /** Of the process, if the system gave one. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** The process, for whoever takes it first, while it lives. */
  take(): StartedProcess | undefined {
    const { child, said } = this;
    if (child === undefined || this.isOver) return undefined;
    if (performance.now() - this.began > MOST_AGE_MS) {
      this.dismiss();
      return undefined;
    }
    this.isOver = true;
    child.off('message', this.listen).off('exit', this.end).off('error', this.end);
    return { child, said };
  }

  /** Ends the process unless somebody took it. */
  dismiss(): void {
    if (this.isOver) return;
    this.isOver = true;
    // It has begun nothing. Its end is still waited for, so that none is left behind.
    this.child?.kill('SIGKILL');
  }
}
