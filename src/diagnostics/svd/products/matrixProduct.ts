/** A matrix, row by row. */
export interface Matrix<Values extends Float32Array | Float64Array = Float64Array> {
  readonly values: Values;
  readonly rows: number;
  readonly columns: number;
}

export interface ProductOptions<Values> {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** The result is this minus the product; it may be `into` itself. */
  readonly minuend?: Values;
  /** Where the result goes; otherwise into new memory. */
  readonly into?: Values;
}

/**
 * The product of two matrices, which whoever asks for an SVD hands in: the larger part of the work, done by the
 * fastest means at hand. The same operands always give the same bits.
 */
export interface MatrixProduct {
  /** op(A) op(B), row by row. */
  multiply(a: Matrix, b: Matrix, options?: ProductOptions<Float64Array>): Promise<Float64Array>;
  /** The same in single precision, for what is only approximate. */
  multiplySingle(
    a: Matrix<Float32Array>,
    b: Matrix<Float32Array>,
    options?: ProductOptions<Float32Array>,
  ): Promise<Float32Array>;
}

/** Rows of op(A), columns of op(B), and the length of the sums between. */
export function productShape(
  a: Pick<Matrix, 'rows' | 'columns'>,
  b: Pick<Matrix, 'rows' | 'columns'>,
  { transposeA = false, transposeB = false }: Pick<ProductOptions<never>, 'transposeA' | 'transposeB'> = {},
): { readonly rows: number; readonly columns: number; readonly depth: number } {
  const [rows, depth] = transposeA ? [a.columns, a.rows] : [a.rows, a.columns];
  const [depthOfB, columns] = transposeB ? [b.columns, b.rows] : [b.rows, b.columns];
  if (depth !== depthOfB) {
    throw new Error(`Sums of ${depth} and of ${depthOfB} terms do not fit in a matrix product.`);
  }
  return { rows, columns, depth };
}
