/** What an SVD is doing. */
export type SvdStage = 'waiting' | 'products' | 'tridiagonal' | 'eigenvalues' | 'vectors';

export interface SvdProgress {
  readonly stage: SvdStage;
  /** Of the whole, 0 … 1. */
  readonly fraction: number;
}

/** Told of progress after every panel of work; it may throw to give up. */
export type OnSvdProgress = (progress: SvdProgress) => void;
