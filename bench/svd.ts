import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Decompositions, MatrixValues } from '../src/decomposition/decompositions';
import { startDecompositions } from '../src/decomposition/decompositions';
import { svdBytes } from '../src/diagnostics/svd/memory';
import { Random } from '../src/random/random';
import { lastLine } from './contestant';

/** Shapes of kernels: small convolutions, the peak example's first layer, and large dense layers. */
const SIZES: readonly (readonly [rows: number, columns: number])[] = [
  [576, 64],
  [784, 128],
  [512, 512],
  [1024, 1024],
  [4096, 1024],
  [2048, 2048],
];
/** A layer that nobody wants to wait for without seeing something. */
const LARGE = 4096;
const TOP = 32;
/** A size has at least so many seconds of rounds, so that single milliseconds do not hang on chance. */
const SECONDS = 2;

/** What is compared in every round. */
export type Task = 'svd' | 'values';
export const TASKS: readonly Task[] = ['svd', 'values'];

/** Seconds of every round, of ours and of numpy's in the same round. */
export interface Pairs {
  readonly ours: readonly number[];
  readonly peer: readonly number[];
}

export interface SizeResult {
  readonly rows: number;
  readonly columns: number;
  readonly times: Readonly<Record<Task, Pairs>>;
  /** Seconds of the first SVD of this size: what the thread has not done before is loaded and compiled. */
  readonly first: number;
  /** The largest difference of a singular value from numpy's, in shares of the largest. */
  readonly difference?: number;
}

/** How a 4096 x 4096 layer does. */
export interface LargeResult {
  readonly side: number;
  readonly top: number;
  /** Seconds to the approximate directions. */
  readonly approximate: number;
  /** Largest difference of their values from the exact ones, in shares of the largest. */
  readonly difference: number;
  readonly values: number;
  readonly svd: number;
  /** Calls that told of progress. */
  readonly reports: number;
  /** Seconds from giving up to the next answer. */
  readonly givenUp: number;
  readonly peakBytes: number;
  readonly expectedBytes: number;
}

export interface SvdMeasurement {
  /** Such as "numpy 2.4.6", or undefined where there is none. */
  readonly peer?: string;
  readonly sizes: readonly SizeResult[];
  readonly large?: LargeResult;
}

export interface SvdOptions {
  readonly rounds: number;
  readonly interpreters: readonly string[];
  readonly note: (text: string) => void;
}

/** Times the SVD of the built product against numpy's in interleaved rounds. */
export async function measureSvd(
  root: string,
  { rounds, interpreters, note }: SvdOptions,
): Promise<SvdMeasurement> {
  const peer = await NumpyPeer.start(interpreters, path.join(root, 'bench', 'peers', 'numpy_svd.py'));
  if (peer === undefined) note('numpy was not found. Debian: apt-get install python3-numpy');
  const ours = startDecompositions(path.join(root, 'dist', 'svd-worker.js'), { cacheBytes: 0 });
  try {
    const sizes: SizeResult[] = [];
    for (const [rows, columns] of SIZES) {
      note(`${rows} x ${columns}`);
      sizes.push(await measureSize(gaussian(rows, columns), ours, peer, rounds));
    }
    note(`${LARGE} x ${LARGE}`);
    const large = await measureLarge(ours);
    return { ...(peer === undefined ? {} : { peer: peer.name }), sizes, large };
  } finally {
    await Promise.all([ours.close(), peer?.end()]);
  }
}

function gaussian(rows: number, columns: number): MatrixValues {
  const random = new Random('bench', rows, columns);
  return { values: Float32Array.from({ length: rows * columns }, () => random.normal()), rows, columns };
}

async function measureSize(
  matrix: MatrixValues,
  ours: Decompositions,
  peer: NumpyPeer | undefined,
  rounds: number,
): Promise<SizeResult> {
  const expected = await peer?.load(matrix);
  let s = new Float64Array(0);
  const first = await seconds(async () => (s = (await ours.svd(matrix)).s.slice()));
  const times = { svd: { ours: [], peer: [] }, values: { ours: [], peer: [] } } as Record<
    Task,
    { ours: number[]; peer: number[] }
  >;
  const from = performance.now();
  for (let round = 0; round < rounds || performance.now() - from < 1000 * SECONDS; round++) {
    for (const task of TASKS) {
      times[task].ours.push(await seconds(() => decompose(ours, task, matrix)));
      if (peer !== undefined) times[task].peer.push(await peer.run(task));
    }
  }
  const { rows, columns } = matrix;
  return {
    ...{ rows, columns, times, first },
    ...(expected === undefined ? {} : { difference: largestDifference(s, expected) }),
  };
}

function decompose(ours: Decompositions, task: Task, matrix: MatrixValues): Promise<unknown> {
  return task === 'svd' ? ours.svd(matrix) : ours.singularValues(matrix);
}

async function measureLarge(ours: Decompositions): Promise<LargeResult> {
  const matrix = gaussian(LARGE, LARGE);
  let top = new Float64Array(0);
  const approximate = await seconds(async () => (top = (await ours.approximateTop(matrix, TOP)).s.slice()));
  let exact = new Float64Array(0);
  const values = await seconds(async () => (exact = (await ours.singularValues(matrix)).slice()));
  let reports = 0;
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 100);
  const svd = await seconds(() => ours.svd(matrix, { onProgress: () => reports++ }));
  clearInterval(watch);
  const controller = new AbortController();
  const onProgress = ({ fraction }: { fraction: number }) => fraction > 0.2 && controller.abort();
  await ours.svd(matrix, { signal: controller.signal, onProgress }).catch(() => undefined);
  const givenUp = await seconds(() => ours.svd(gaussian(8, 8)));
  return {
    side: LARGE,
    ...{ top: TOP, approximate, values, svd, reports, givenUp, peakBytes: peak },
    difference: largestDifference(top, exact.subarray(0, TOP)),
    expectedBytes: svdBytes(LARGE, LARGE),
  };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

function largestDifference(found: Float64Array, expected: ArrayLike<number>): number {
  const differences = Array.from(found, (value, i) => Math.abs(value - expected[i]!) / expected[0]!);
  return Math.max(...differences);
}

/** A Python with numpy that decomposes on request. */
class NumpyPeer {
  private constructor(
    readonly name: string,
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly answers: AsyncIterator<string>,
    private readonly errors: () => string,
  ) {}

  /** Undefined where none of the interpreters has numpy. */
  static async start(interpreters: readonly string[], script: string): Promise<NumpyPeer | undefined> {
    for (const interpreter of interpreters) {
      const child = spawn(interpreter, [script], { env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
      let log = '';
      child.stderr.on('data', (text: Buffer) => (log = `${log}${text.toString()}`.slice(-4000)));
      child.stdin.on('error', () => undefined);
      child.on('error', (error) => (log += error.message));
      const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const { value, done } = await answers.next();
      if (done === true) continue;
      const { numpy } = JSON.parse(value) as { numpy: string };
      return new NumpyPeer(`numpy ${numpy}`, child, answers, () => lastLine(log));
    }
    return undefined;
  }

  /** @returns its singular values */
  async load({ values, rows, columns }: MatrixValues): Promise<number[]> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'racecar-bench-'));
    const file = path.join(folder, 'matrix.f32');
    await writeFile(file, values);
    const { s } = await this.ask<{ s: number[] }>({ file, rows, columns });
    await rm(folder, { recursive: true, force: true });
    return s;
  }

  async run(task: Task): Promise<number> {
    return (await this.ask<{ seconds: number }>({ run: task })).seconds;
  }

  async end(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.stdin.end();
    await exit;
  }

  private async ask<Answer>(request: unknown): Promise<Answer> {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.answers.next();
    if (done === true) throw new Error(this.errors() || 'numpy ended without a word');
    return JSON.parse(value) as Answer;
  }
}
