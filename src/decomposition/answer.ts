import { exactSvd } from '../diagnostics/svd/exactSvd';
import type { MatrixProduct } from '../diagnostics/svd/products/matrixProduct';
import type { OnSvdProgress } from '../diagnostics/svd/progress';
import { topDirections } from '../diagnostics/svd/topDirections';
import type { Answer, Question } from './messages';

/** A matrix, row by row. */
export interface MatrixValues {
  readonly values: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** @throws UserError for an empty matrix and for a value that is not finite */
export function answer(
  question: Question,
  { values, rows, columns }: MatrixValues,
  product: MatrixProduct,
  onProgress: OnSvdProgress,
): Promise<Answer> {
  return question.kind === 'top'
    ? topDirections(values, rows, columns, question.count, product, onProgress)
    : exactSvd(values, rows, columns, question.kind === 'svd', product, onProgress);
}
