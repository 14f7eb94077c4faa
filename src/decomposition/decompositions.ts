import os from 'node:os';
import type { Svd } from '../diagnostics/svd';
import type { OnSvdProgress } from '../diagnostics/svd/progress';
import type { TopDirections } from '../diagnostics/svd/topDirections';
import type { MatrixValues } from './answer';
import type { Answer, Question } from './messages';
import { contentKey, questionKey, ResultCache } from './resultCache';
import type { ThreadTask } from './svdThread';
import { SvdThread } from './svdThread';

export type { MatrixValues } from './answer';
export type { SvdProgress, SvdStage } from '../diagnostics/svd/progress';
export type { TopDirections } from '../diagnostics/svd/topDirections';

export interface DecompositionOptions {
  readonly onProgress?: OnSvdProgress | undefined;
  /** Rejects the promise at once with the signal's reason; the thread stops soon after. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the memory of the values may go to the thread, which leaves the array empty; otherwise they are copied. */
  readonly takeOver?: boolean | undefined;
}

export interface ProgressiveOptions extends DecompositionOptions {
  /** False: the values alone, u and v empty. */
  readonly vectors?: boolean | undefined;
  /** How many approximate directions come first: 32. */
  readonly top?: number | undefined;
  /** Called before the exact answer, where the matrix is so large that this takes a while. */
  readonly onApproximate?: ((top: TopDirections) => void) | undefined;
}

/**
 * Singular value decompositions outside the caller's thread, one after the other. Results may come from a cache and
 * are shared: they must not be changed, nor their memory transferred.
 *
 * Promises reject with a UserError for a matrix that is empty, not finite or too large for the memory, with the signal's
 * reason when given up, and with another Error when the thread ends.
 */
export interface Decompositions {
  /** Thin U, S, V in float64. */
  svd(matrix: MatrixValues, options?: DecompositionOptions): Promise<Svd>;
  /** S alone, descending: at most half of the time and the memory. */
  singularValues(matrix: MatrixValues, options?: DecompositionOptions): Promise<Float64Array>;
  /** The leading directions, at once but only approximately. */
  approximateTop(matrix: MatrixValues, count: number, options?: DecompositionOptions): Promise<TopDirections>;
  /** The approximate leading directions of a large matrix, then the exact answer. */
  progressiveSvd(matrix: MatrixValues, options?: ProgressiveOptions): Promise<Svd>;
  /** Ends the thread; what is not answered yet rejects. */
  close(): Promise<void>;
}

export interface DecompositionsOptions {
  /** Memory for answers that may be asked for again: 256 MiB; 0 for none. */
  readonly cacheBytes?: number | undefined;
  /** Threads of the matrix products: those of the machine, at most 8. */
  readonly threads?: number | undefined;
  /**
   * Starts the thread at once instead of with the first request. A thread inherits how its process treats denormal numbers,
   * and a process that is to train has them count as zero from its first session on: a thread made before still computes
   * with them.
   */
  readonly eager?: boolean | undefined;
}

const CACHE_BYTES = 256 * 2 ** 20;
const MOST_THREADS = 8;
/** From this smaller side on the exact answer takes so long that an approximate one comes first. */
const LARGE_SIDE = 512;
const TOP = 32;

/** @param script  the bundled decompositionWorker.ts */
export function startDecompositions(
  script: string,
  { cacheBytes = CACHE_BYTES, threads = defaultThreads(), eager = false }: DecompositionsOptions = {},
): Decompositions {
  const queue = new Queue(script, threads, new ResultCache(cacheBytes));
  if (eager) queue.start();
  const svd = (question: Question, matrix: MatrixValues, options?: DecompositionOptions, content?: string) =>
    queue.ask(question, matrix, options, content);
  return {
    svd: (matrix, options) => svd({ kind: 'svd' }, matrix, options) as Promise<Svd>,
    singularValues: async (matrix, options) => (await svd({ kind: 'values' }, matrix, options)).s,
    approximateTop: (matrix, count, options) =>
      svd({ kind: 'top', count }, matrix, options) as Promise<TopDirections>,
    async progressiveSvd(matrix, { vectors = true, top = TOP, onApproximate, ...options } = {}) {
      const question: Question = { kind: vectors ? 'svd' : 'values' };
      const content = queue.contentOf(matrix);
      const isLarge = Math.min(matrix.rows, matrix.columns) >= LARGE_SIDE;
      if (onApproximate !== undefined && isLarge && !queue.knows(question, content)) {
        const first = { ...options, takeOver: false, onProgress: undefined };
        onApproximate((await svd({ kind: 'top', count: top }, matrix, first, content)) as TopDirections);
      }
      return (await svd(question, matrix, options, content)) as Svd;
    },
    close: () => queue.close(),
  };
}

const defaultThreads = () => Math.min(MOST_THREADS, os.availableParallelism());

interface Request {
  readonly question: Question;
  readonly key: string | undefined;
  readonly task: ThreadTask;
}

/** Requests in the order in which they came, in front of the thread and the cache. */
class Queue {
  private readonly waiting: Request[] = [];
  private current: Request | undefined;
  private readonly thread: SvdThread;
  private isClosed = false;

  constructor(
    script: string,
    threads: number,
    private readonly cache: ResultCache,
  ) {
    this.thread = new SvdThread(script, threads, () => this.next());
  }

  start(): void {
    this.thread.start();
  }

  /** Undefined where nothing is kept. */
  contentOf(matrix: MatrixValues): string | undefined {
    return this.cache.isOff ? undefined : contentKey(matrix);
  }

  knows(question: Question, content: string | undefined): boolean {
    return content !== undefined && this.cache.get(questionKey(question, content)) !== undefined;
  }

  ask(
    question: Question,
    matrix: MatrixValues,
    { onProgress, signal, takeOver = false }: DecompositionOptions = {},
    content = this.contentOf(matrix),
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.isClosed) throw new Error('no SVD is computed any more: the service is closed');
      const key = content === undefined ? undefined : questionKey(question, content);
      const known = key === undefined ? undefined : this.cache.get(key);
      if (known !== undefined) {
        resolve(known);
        return;
      }
      const whole = matrix.values.byteLength === matrix.values.buffer.byteLength;
      const values = takeOver && whole ? matrix.values : matrix.values.slice();
      const giveUp = () => {
        reject(signal!.reason as Error);
        this.giveUp(request);
      };
      const finish = () => signal?.removeEventListener('abort', giveUp);
      const task: ThreadTask = {
        question,
        values,
        rows: matrix.rows,
        columns: matrix.columns,
        onProgress: onProgress && ((progress) => signal?.aborted === true || onProgress(progress)),
        done: (answer) => {
          finish();
          if (key !== undefined) this.cache.set(key, answer);
          resolve(answer);
        },
        failed: (error) => {
          finish();
          reject(error);
        },
      };
      const request: Request = { question, key, task };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.waiting.push(request);
      onProgress?.({ stage: 'waiting', fraction: 0 });
      this.next();
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const error = new Error('the SVD was given up: the service was closed');
    for (const { task } of this.waiting.splice(0)) task.failed(error);
    this.current?.task.failed(error);
    await this.thread.close();
  }

  private next(): void {
    while (!this.thread.isBusy) {
      this.current = this.waiting.shift();
      if (this.current === undefined) return;
      const { key, task } = this.current;
      // The same may have been asked for twice.
      const known = key === undefined ? undefined : this.cache.get(key);
      if (known === undefined) this.thread.give(task);
      else task.done(known);
    }
  }

  private giveUp(request: Request): void {
    if (this.current === request) {
      this.thread.cancel();
      return;
    }
    const at = this.waiting.indexOf(request);
    if (at !== -1) this.waiting.splice(at, 1);
  }
}
