import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { finished } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is told of a command's process. */
export interface ProcessListener {
  /** What it writes, in the form that a terminal wants. */
  onText(text: string): void;
  /** @param code its exit code; one beyond 128 where a signal ended it */
  onEnd(code: number): void;
}

/** Exit code of a process that a signal ended, or that could not be started. */
const ENDED_BY_SIGNAL = 130;
const NOT_STARTED = 1;
/** How long output may still come after the end of the process. */
const LEFT_OPEN_MS = 1_000;

/**
 * The `racecar` command in a process of its own. It has a channel to this one, so that it stops gracefully, with a
 * checkpoint, when it is asked to or when this process is gone; signals would do neither on every platform.
 */
export class TrainingProcess {
  private readonly child: ChildProcess;
  private isOver = false;
  private stopsAsked = 0;

  constructor(cliFile: string, args: readonly string[], cwd: string, listener: ProcessListener) {
    this.child = fork(cliFile, [...args], {
      cwd,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      // The host's own, such as those for a debugger, are not for others.
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      const decoder = new StringDecoder('utf8');
      stream?.on('data', (bytes: Buffer) => listener.onText(terminalText(decoder.write(bytes))));
    }
    const end = (code: number): void => {
      if (this.isOver) return;
      this.isOver = true;
      listener.onEnd(code);
    };
    this.child.on('error', (error) => {
      listener.onText(terminalText(`${error.message}\n`));
      end(NOT_STARTED);
    });
    // Its 'close' does not come once the channel was closed from here; its output has ended when its streams have.
    this.child.on('exit', (code) => void outputEnded(this.child).then(() => end(code ?? ENDED_BY_SIGNAL)));
  }

  /** Asks it to stop after its step; asked again, ends it at once. */
  stop(): void {
    if (this.isOver) return;
    this.stopsAsked++;
    if (this.stopsAsked === 1 && this.child.connected) this.child.disconnect();
    else this.child.kill();
  }
}

/** Settles when all that a process wrote has been read, or is held open by a process that it left behind. */
async function outputEnded({ stdout, stderr }: ChildProcess): Promise<void> {
  const streams = [stdout, stderr].filter((stream) => stream !== null);
  await Promise.race([Promise.allSettled(streams.map((stream) => finished(stream))), sleep(LEFT_OPEN_MS)]);
}

/** Terminals want a carriage return with every line end. */
export function terminalText(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}
