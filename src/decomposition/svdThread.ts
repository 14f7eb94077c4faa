import { Worker } from 'node:worker_threads';
import { UserError } from '../config/userError';
import { refuseTelemetry } from '../engines/onnx/telemetry';
import type { OnSvdProgress } from '../diagnostics/svd/progress';
import type { Answer, ThreadOptions, ThreadReply, ThreadRequest } from './messages';

/** A thread that is to give up and still computes after this time is ended. A large matrix product takes seconds. */
const PATIENCE_MS = 300;
/** No request has this number. */
const NONE = -1;

/** Something the thread is to do. */
export interface ThreadTask extends Omit<ThreadRequest, 'id'> {
  readonly onProgress?: OnSvdProgress | undefined;
  done(answer: Answer): void;
  failed(error: Error): void;
}

/** Side of the caller of decompositionWorker.ts: one task at a time, and a new thread where the last one ended. */
export class SvdThread {
  private worker: Worker | undefined;
  private readonly cancelled = new SharedArrayBuffer(4);
  private task: { readonly id: number; readonly what: ThreadTask } | undefined;
  private tasks = 0;
  private patience: NodeJS.Timeout | undefined;

  /**
   * @param script  the bundled decompositionWorker.ts
   * @param onIdle  called when the thread can take another task
   */
  constructor(
    private readonly script: string,
    private readonly threads: number,
    private readonly onIdle: () => void,
  ) {}

  get isBusy(): boolean {
    return this.task !== undefined;
  }

  /** Starts the thread if there is none. */
  start(): void {
    if (this.worker !== undefined) return;
    const cancelled = this.cancelled;
    Atomics.store(new Int32Array(cancelled), 0, NONE);
    // The thread's products are onnxruntime's.
    refuseTelemetry();
    const workerData: ThreadOptions = { threads: this.threads, cancelled };
    const worker = new Worker(this.script, { workerData });
    // Whoever waits for an answer keeps the process alive, the thread alone does not.
    worker.unref();
    worker.on('message', (reply: ThreadReply) => this.receive(reply));
    worker.on('error', (error) => this.lose(worker, error));
    worker.on('exit', () => this.lose(worker, new Error('the thread that computes SVDs ended')));
    this.worker = worker;
  }

  /** The task's values are gone afterwards. */
  give(what: ThreadTask): void {
    this.start();
    const id = this.tasks++;
    this.task = { id, what };
    this.worker!.ref();
    const { question, values, rows, columns } = what;
    const request: ThreadRequest = { id, question, values, rows, columns };
    this.worker!.postMessage(request, [values.buffer as ArrayBuffer]);
  }

  /** Gives up what is being done: at its next panel, or with the thread where that takes too long. */
  cancel(): void {
    if (this.task === undefined) return;
    Atomics.store(new Int32Array(this.cancelled), 0, this.task.id);
    this.patience ??= setTimeout(() => void this.worker?.terminate(), PATIENCE_MS);
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private receive(reply: ThreadReply): void {
    if (this.task?.id !== reply.id) return;
    const { what } = this.task;
    if ('progress' in reply) {
      what.onProgress?.(reply.progress);
      return;
    }
    this.worker?.unref();
    this.rest();
    if ('answer' in reply) what.done(reply.answer);
    else if ('cancelled' in reply) what.failed(new Error('the SVD was given up'));
    else
      what.failed(
        reply.failure.byUser ? new UserError(reply.failure.message) : new Error(reply.failure.message),
      );
    this.onIdle();
  }

  private lose(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    const lost = this.task;
    this.rest();
    lost?.what.failed(error);
    this.onIdle();
  }

  private rest(): void {
    this.task = undefined;
    clearTimeout(this.patience);
    this.patience = undefined;
  }
}
