import type { Svd } from '../diagnostics/svd';
import type { SvdProgress } from '../diagnostics/svd/progress';
import type { TopDirections } from '../diagnostics/svd/topDirections';

/** What is asked of a matrix. */
export type Question =
  { readonly kind: 'svd' } | { readonly kind: 'values' } | { readonly kind: 'top'; readonly count: number };

export type Answer = Svd | TopDirections;

/** What the thread is started with. */
export interface ThreadOptions {
  /** Threads of its matrix products. */
  readonly threads: number;
  /** One number in shared memory: that of the request which is to be given up, or -1. */
  readonly cancelled: SharedArrayBuffer;
}

/** To the thread; the values' memory goes along. */
export interface ThreadRequest {
  readonly id: number;
  readonly question: Question;
  readonly values: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** From the thread; the answer's memory goes along. */
export type ThreadReply =
  | { readonly id: number; readonly progress: SvdProgress }
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly cancelled: true }
  | { readonly id: number; readonly failure: ThreadFailure };

export interface ThreadFailure {
  readonly message: string;
  /** Whether the matrix is to blame; otherwise it is a bug. */
  readonly byUser: boolean;
}
