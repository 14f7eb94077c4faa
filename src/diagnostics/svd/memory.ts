/** onnxruntime, its threads and the program itself. */
const PROGRAM_BYTES = 120e6;

/**
 * Bytes at the peak of an SVD of a float32 matrix, the matrix, its copies and the results included: an estimate to warn by, and
 * to offer the values alone where the vectors would take too much. With m the longer and n the shorter side, in
 * numbers of eight bytes, the matrix and its copies in blocks take 2.5 m n; beside them stand
 * - at the Gram matrix's reduction 2 n², with another that its update is made in;
 * - at the join of the last two halves the reflectors, the halves' vectors, theirs in the new order, the shares and
 *   the result, each twice where a library has a copy: 6 n²;
 * - at the end the image and both results, m n + m n + n².
 */
export function svdBytes(
  rows: number,
  columns: number,
  { vectors = true }: { readonly vectors?: boolean } = {},
): number {
  const long = Math.max(rows, columns);
  const short = Math.min(rows, columns);
  const matrix = 2.5 * long * short;
  const square = short * short;
  const numbers = vectors
    ? matrix + Math.max(6 * square, 2 * long * short + 3 * square)
    : matrix + 3 * square;
  return PROGRAM_BYTES + 8 * numbers;
}
