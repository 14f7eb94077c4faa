import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Steps whose losses are compared. */
export const COMPARED_STEPS = 20;

/** How to start something that trains. */
export interface Entrant {
  readonly name: string;
  /** What is compared with what: engines with PyTorch's best. */
  readonly kind: 'engine' | 'pytorch' | 'peer';
  readonly command: string;
  readonly args: (workload: string) => readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** What was done in one round. */
export interface Measurement {
  readonly steps: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

export interface Ready {
  readonly losses: readonly number[];
  readonly device?: string;
}

/** What a contestant says, a line of JSON each time. */
export type Message = { readonly first: true } | ({ readonly ready: true } & Ready) | Measurement;

/** A contestant's process. It lives through all rounds, so that starting and compiling is paid for once. */
export class Contestant {
  private constructor(
    readonly entrant: Entrant,
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly lines: AsyncIterator<string>,
    private readonly errors: () => string,
    readonly ready: Ready,
    /** From the start of the process to the end of its first step. */
    readonly startSeconds: number,
  ) {}

  /** Starts a process and waits until it has warmed up. */
  static async start(entrant: Entrant, workload: string): Promise<Contestant> {
    const from = performance.now();
    const environment = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...entrant.environment };
    const child = spawn(entrant.command, entrant.args(workload), { env: environment });
    let log = '';
    child.stderr.on('data', (text: Buffer) => (log = `${log}${text.toString()}`.slice(-4000)));
    // A process that is gone shows by the end of its output.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => (log += error.message));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const errors = () => lastLine(log);
    try {
      await answer(lines, errors);
      const startSeconds = (performance.now() - from) / 1000;
      const ready = (await answer(lines, errors)) as unknown as Ready;
      return new Contestant(entrant, child, lines, errors, ready, startSeconds);
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  async train(seconds: number): Promise<Measurement> {
    this.child.stdin.write(`${seconds}\n`);
    return (await answer(this.lines, this.errors)) as Measurement;
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.stdin.end();
    await exit;
  }
}

async function answer(lines: AsyncIterator<string>, errors: () => string): Promise<Message> {
  const { value, done } = await lines.next();
  if (done === true) throw new Error(errors() || 'it ended without a word');
  return JSON.parse(value) as Message;
}

/** Where a program that fails says why. */
export const lastLine = (text: string) => text.trimEnd().split('\n').at(-1) ?? '';
