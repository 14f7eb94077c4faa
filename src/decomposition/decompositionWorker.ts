import { parentPort, workerData } from 'node:worker_threads';
import { messageOf, UserError } from '../config/userError';
import { svdBytes } from '../diagnostics/svd/memory';
import type { MatrixValues } from './answer';
import { answer } from './answer';
import { Products } from './chooseProduct';
import type { Question, ThreadFailure, ThreadOptions, ThreadReply, ThreadRequest } from './messages';

/** The thread in which decompositions are computed, one after the other. */
const { threads, cancelled } = workerData as ThreadOptions;
const givenUp = new Int32Array(cancelled);

class Cancelled extends Error {}

// Nothing is loaded yet, so that a thread that is merely ready costs nothing.
const products = new Products(threads);

async function handle({ id, question, ...matrix }: ThreadRequest): Promise<void> {
  const check = () => {
    if (Atomics.load(givenUp, 0) === id) throw new Cancelled();
  };
  try {
    check();
    const product = await products.for(matrix.rows, matrix.columns);
    const found = await answer(question, matrix, product, (progress) => {
      check();
      reply({ id, progress });
    });
    const parts = [found.s, found.u, found.v, ...('residuals' in found ? [found.residuals] : [])];
    reply({ id, answer: found }, [...new Set(parts.map(({ buffer }) => buffer as ArrayBuffer))]);
  } catch (error) {
    if (error instanceof Cancelled) reply({ id, cancelled: true });
    else reply({ id, failure: failureOf(error, question, matrix) });
  }
}

function failureOf(
  error: unknown,
  { kind }: Question,
  { rows, columns }: Pick<MatrixValues, 'rows' | 'columns'>,
): ThreadFailure {
  // This is how memory that cannot be had shows.
  if (error instanceof RangeError) {
    const gigabytes = (vectors: boolean) => (svdBytes(rows, columns, { vectors }) / 1e9).toFixed(1);
    const values = kind === 'svd' ? `; the values alone take ${gigabytes(false)} GB` : '';
    const message = `The SVD of a matrix of ${rows} x ${columns} takes about ${gigabytes(kind === 'svd')} GB of memory, more than there is (${error.message})${values}.`;
    return { message, byUser: true };
  }
  return { message: messageOf(error), byUser: error instanceof UserError };
}

function reply(message: ThreadReply, transferred: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transferred);
}

parentPort?.on('message', (request: ThreadRequest) => void handle(request));
