import { Worker } from 'node:worker_threads';
import type { Svd } from '../diagnostics/svd';

/** Computes SVDs away from the training's thread. */
export interface SvdService {
  /** @param matrix row-major [rows, columns]; its memory may be taken over */
  compute(matrix: Float32Array, rows: number, columns: number): Promise<Svd>;
  close(): Promise<void>;
}

export interface SvdRequest {
  readonly id: number;
  readonly matrix: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

export type SvdReply =
  { readonly id: number; readonly svd: Svd } | { readonly id: number; readonly error: string };

/** @param script the bundled svdWorker.ts */
export function startSvdService(script: string): SvdService {
  const waiting = new Map<number, { resolve: (svd: Svd) => void; reject: (error: Error) => void }>();
  let worker: Worker | undefined;
  let requests = 0;

  const failAll = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    worker = undefined;
  };

  const start = (): Worker => {
    const started = new Worker(script);
    started.on('message', (reply: SvdReply) => {
      const request = waiting.get(reply.id);
      waiting.delete(reply.id);
      if ('error' in reply) request?.reject(new Error(reply.error));
      else request?.resolve(reply.svd);
      if (waiting.size === 0) started.unref();
    });
    started.on('error', failAll);
    started.on('exit', () => failAll(new Error('the thread that computes SVDs ended')));
    return started;
  };

  return {
    compute: (matrix, rows, columns) =>
      new Promise((resolve, reject) => {
        worker ??= start();
        worker.ref();
        const request: SvdRequest = { id: requests++, matrix, rows, columns };
        waiting.set(request.id, { resolve, reject });
        worker.postMessage(request, [matrix.buffer as ArrayBuffer]);
      }),
    async close() {
      const running = worker;
      worker = undefined;
      running?.removeAllListeners('exit');
      await running?.terminate();
    },
  };
}
