import type { Svd } from '../diagnostics/svd';

/** A kernel's values as a matrix W [rows, columns], row by row. */
export interface KernelMatrix {
  readonly values: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
}

export interface AlgebraOptions {
  readonly signal?: AbortSignal | undefined;
  /** 0 … 1, with what is being done. */
  readonly onProgress?: ((stage: string, fraction: number) => void) | undefined;
}

/** The directions with the largest sigma, approximately. */
export type ApproximateTop = Svd;

/** What the inspection has computed elsewhere: in threads of their own, by native code. */
export interface KernelAlgebra {
  /** Descending. @throws UserError for a matrix without entries or with one that is not finite */
  singularValues(matrix: KernelMatrix, options?: AlgebraOptions): Promise<Float64Array>;
  /** Thin U, S, V; for a large matrix first an approximation of the top. */
  svd(
    matrix: KernelMatrix,
    options: AlgebraOptions & { readonly onApproximate?: ((top: ApproximateTop) => void) | undefined },
  ): Promise<Svd>;
  /** A^T B of A [rows, columns] and B [rows, k], as float32. */
  product(a: KernelMatrix, b: KernelMatrix): Promise<Float32Array>;
  close(): Promise<void>;
}
