import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  openSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
/** Where the built product lies. */
export const dist = process.env.RACECAR_DIST ?? path.join(root, 'dist');
const cli = path.join(dist, 'cli.js');

if (!existsSync(cli)) throw new Error('dist/cli.js is missing: run npm run build first');

/** The engine that every machine has. */
export const WASM = ['--engine', 'wasm'] as const;

/** How a call of the command ended, and what it printed. */
export interface Outcome {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A call of the command that is going on. */
export interface Call {
  readonly ended: Promise<Outcome>;
  /** What it has written to stderr so far. */
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  /** The number of the process that trains for it, once there is one. */
  training(): Promise<number>;
  /** Kills the process that trains, and the command before it can see to that. */
  killAll(): Promise<void>;
  /** Closes the reading end of its stdout, as head does. */
  unread(): Promise<Outcome>;
}

/** The folder that a test file's calls work in; it is removed after the file's tests. */
export class Workspace {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'racecar-cli-'));

  constructor() {
    afterAll(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  path(...names: string[]): string {
    return path.join(this.folder, ...names);
  }

  /** Writes a file with the folders that lead to it; objects as JSON. */
  write(name: string, content: string | Uint8Array | object): string {
    const file = this.path(name);
    mkdirSync(path.dirname(file), { recursive: true });
    const isText = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(file, isText ? content : JSON.stringify(content, undefined, 2));
    return file;
  }

  /** Calls the built command in this folder. */
  start(...args: string[]): Call {
    return this.startInto('pipe', args);
  }

  private startInto(stdout: 'pipe' | number, args: readonly string[]): Call {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: this.folder,
      stdio: ['ignore', stdout, 'pipe'],
    }) as ChildProcess & { readonly stderr: Readable };
    const output = { stdout: '', stderr: '' };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    const ended = new Promise<Outcome>((resolve, reject) => {
      child.on('error', reject).on('close', (code) => resolve({ code, ...output }));
    });
    const training = () =>
      until('there is a process that trains', () => (child.exitCode === null ? childOf(child.pid!) : NaN));
    return {
      ended,
      stderr: () => output.stderr,
      kill: (signal) => child.kill(signal),
      training,
      killAll: async () => {
        const pid = await training();
        killIfThere(pid);
        child.kill('SIGKILL');
      },
      unread: () => {
        child.stdout?.destroy();
        return ended;
      },
    };
  }

  /** Calls the command with its stdout going into a file. */
  async racecarInto(file: string, ...args: string[]): Promise<Outcome> {
    const descriptor = openSync(file, 'w');
    try {
      return await this.startInto(descriptor, args).ended;
    } finally {
      closeSync(descriptor);
    }
  }

  racecar(...args: string[]): Promise<Outcome> {
    return this.start(...args).ended;
  }

  /** Calls a command that is to succeed, and reads the JSON it prints, one value a line. Trains on wasm. */
  async json<T = Record<string, unknown>>(...args: string[]): Promise<T[]> {
    const outcome = await this.racecar(...args, ...(args[0] === 'train' ? WASM : []), '--json');
    expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
    return jsonLines<T>(outcome.stdout);
  }

  /** Trains, with success, and tells the run's folder. */
  async train(...args: string[]): Promise<string> {
    const [run] = await this.json<{ dir: string }>('train', ...args);
    return run!.dir;
  }
}

/** A process that another one started, if there is one. */
function childOf(pid: number): number | undefined {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  return Number(stdout.split('\n')[0]) || undefined;
}

/** Kills a process, if it is there still. */
export function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

export function jsonLines<T = Record<string, unknown>>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** The names in a folder; none when it does not exist. */
export function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/**
 * Does something while a process is halted, so that it cannot end before: on a busy machine a command takes as long as a
 * whole small training.
 */
export async function whileHalted<T>(pid: number, work: () => Promise<T>): Promise<T> {
  process.kill(pid, 'SIGSTOP');
  try {
    return await work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/** Signals a command that it is to end, and waits until it has said that it will. */
export async function interrupt(call: Call, signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
  call.kill(signal);
  await until('it has heard the signal', () =>
    call.stderr().includes('Stopping after this step') ? true : undefined,
  );
}

/** Waits until something is so, looking every few milliseconds. */
export async function until<T>(what: string, look: () => T | undefined, patience = 60_000): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await sleep(10);
  }
}

/** The only run's folder in a folder of runs, as soon as it has a manifest. */
export function theRun(runs: string): Promise<string> {
  return until(`there is a run in ${runs}`, () => {
    const [name] = namesIn(runs);
    return name !== undefined && existsSync(path.join(runs, name, 'run.json'))
      ? path.join(runs, name)
      : undefined;
  });
}

/** What a run's folder says of itself. */
export function manifestOf(run: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(run, 'run.json'), 'utf8')) as Record<string, unknown>;
}

/**
 * Everything that must be the same in two trainings of the same config: the bytes of every snapshot by its name, and
 * the last line of every logged step but for the time it took.
 */
export function traceOf(run: string): { snapshots: Record<string, string>; metrics: unknown[] } {
  const folder = path.join(run, 'snapshots');
  const snapshots = namesIn(folder).map((name) => [name, readFileSync(path.join(folder, name), 'base64')]);
  const lines = new Map<unknown, unknown>();
  for (const { seconds, ...line } of jsonLines(readFileSync(path.join(run, 'metrics.jsonl'), 'utf8'))) {
    expect(seconds).toBeTypeOf('number');
    lines.delete(line['step']);
    lines.set(line['step'], line);
  }
  return { snapshots: Object.fromEntries(snapshots) as Record<string, string>, metrics: [...lines.values()] };
}

/** An object with some of its parts replaced; lists are replaced as a whole. */
type Part = { readonly [key: string]: unknown };
export function merged(base: Part, change: Part): Part {
  const entries = Object.entries(change).map(([key, value]) => {
    const before = base[key];
    return [key, isPart(before) && isPart(value) ? merged(before, value) : value];
  });
  return { ...base, ...(Object.fromEntries(entries) as Part) };
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The smallest training worth the name: 20 images, 8 hidden units, 6 steps; `change` replaces parts of it. */
export function tinyConfig(change: Part = {}): object {
  return merged(
    {
      data: { kind: 'peak', seed: 0, train: 20, test: 10 },
      network: {
        input: [28, 28, 1],
        layers: [
          { type: 'flatten' },
          { type: 'dense', name: 'hidden', units: 8, batchNorm: true, activation: 'relu' },
          { type: 'dense', name: 'output', units: 2 },
        ],
      },
      regularization: { mode: 'std' },
      training: { epochs: 3, batchSize: 10, seed: 3 },
    },
    change,
  );
}

/** Checks that a call was refused as bad input ought to be: with one message, and nothing else anywhere. */
export function expectRefusal(outcome: Outcome, ...expected: (string | RegExp)[]): void {
  const { code, stdout, stderr } = outcome;
  for (const text of expected) expect(stderr).toMatch(text);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stderr).not.toMatch(/\b(undefined|\[object|Error:|ENOENT|EISDIR)/);
  const messages = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('  '));
  expect(messages, stderr).toHaveLength(1);
  expect(stdout).toBe('');
  expect(code, stderr).toBe(2);
}
