import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import { messageOf, UserError } from '../config/userError';
import type { TrainerCommand, TrainerReport } from '../messages/trainerMessages';
import { HEARTBEAT_MS, readTrainerReport } from '../messages/trainerMessages';
import { killTree, OWN_GROUP, signalGroup } from './processTree';
import type { StartedProcess } from './standby';

/** Heartbeats without an answer after which the process counts as not responding. */
const MISSED_HEARTBEATS = 3;

/** Last lines of its stderr that are kept, for the case that it dies without a word. */
const KEPT_LINES = 20;

/** Time for the last of its output to arrive after its end; what it started may hold the pipe open for ever. */
const DRAIN_MS = 300;

export interface ChildListener {
  onReport(report: TrainerReport): void;
  /** What it said is not to be understood: it is of another version. */
  onMisunderstanding(error: UserError): void;
  onResponsive(responsive: boolean): void;
  onLog(line: string): void;
  /** The last call. */
  onExit(exit: ChildExit): void;
}

export interface ChildExit {
  readonly pid: number | undefined;
  /** How it went, such as "it was ended by SIGKILL". */
  readonly how: string;
  /** The last that it wrote to stderr. */
  readonly lastLines: readonly string[];
}

/** A training process as its supervisor has it. */
export class TrainerChild {
  private readonly child: ChildProcess;
  private readonly heartbeat: NodeJS.Timeout;
  private readonly lastLines: string[] = [];
  private missed = 0;
  private gone = false;

  constructor(
    { child, said }: StartedProcess,
    private readonly listener: ChildListener,
  ) {
    this.child = child;
    for (const stream of [this.child.stdout, this.child.stderr]) this.listenTo(stream!);
    this.child.on('message', (message) => this.receive(message));
    this.child.once('exit', (code, signal) => void this.exit(howItEnded(code, signal)));
    this.child.on('error', (error) => {
      // Later ones are of messages to a process that is about to end, which its exit tells of.
      if (this.child.pid === undefined) void this.exit(`it does not start: ${messageOf(error)}`);
    });
    this.heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS);
    // Once its listener knows it.
    queueMicrotask(() => said.forEach((message) => this.receive(message)));
  }

  send(command: TrainerCommand): void {
    if (this.child.connected) this.child.send(command, () => undefined);
  }

  /** Ends it and all that it started. */
  kill(): void {
    if (!this.gone && this.child.pid !== undefined) killTree(this.child.pid);
  }

  /** Stops it as Ctrl-Z does, and lets it go on. */
  suspend(suspended: boolean): void {
    if (!this.gone && this.child.pid !== undefined)
      signalGroup(this.child.pid, suspended ? 'SIGSTOP' : 'SIGCONT');
  }

  private receive(message: unknown): void {
    if (this.missed >= MISSED_HEARTBEATS) this.listener.onResponsive(true);
    this.missed = 0;
    let report: TrainerReport;
    try {
      report = readTrainerReport(message);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.listener.onMisunderstanding(error);
      return;
    }
    this.listener.onReport(report);
  }

  private beat(): void {
    this.missed++;
    if (this.missed === MISSED_HEARTBEATS) this.listener.onResponsive(false);
    this.send({ type: 'ping' });
  }

  private listenTo(stream: NodeJS.ReadableStream): void {
    createInterface({ input: stream }).on('line', (line) => {
      if (stream === this.child.stderr) {
        this.lastLines.push(line);
        this.lastLines.splice(0, this.lastLines.length - KEPT_LINES);
      }
      this.listener.onLog(line);
    });
  }

  private async exit(how: string): Promise<void> {
    if (this.gone) return;
    this.gone = true;
    clearInterval(this.heartbeat);
    const { pid } = this.child;
    if (pid !== undefined) {
      // What it started and did not end.
      if (OWN_GROUP) killTree(pid);
      await Promise.race([once(this.child, 'close'), sleep(DRAIN_MS)]);
    }
    this.listener.onExit({ pid, how, lastLines: [...this.lastLines] });
  }
}

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `it ended with the exit code ${code}` : `it was ended by ${signal}`;
}
