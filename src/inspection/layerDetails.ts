import { UserError } from '../config/userError';
import { inEnglish, localizable } from '../diagnostics/findings/finding';
import { thinSquare } from '../diagnostics/kernel/gram';
import { unknown } from '../diagnostics/kernel/layerState';
import type { Svd } from '../diagnostics/svd';
import type { LayerDetails, LayerRow, VectorOrder, VectorPair } from '../messages/inspectorMessages';
import type { AlgebraOptions, KernelAlgebra, KernelMatrix } from './algebra';
import { notFiniteText } from './finiteness';
import type { Inspection } from './inspection';
import { layerOf, readKernel } from './inspection';
import { measureMatrix } from './layerMetrics';
import type { MetricsCache } from './metricsCache';

export interface DetailsRequest {
  readonly layer: string;
  readonly vectors: { readonly count: number; readonly by: VectorOrder };
  readonly gramSize?: number | undefined;
}

const MOST_VECTORS = 256;
const GRAM_CELLS = { default: 128, most: 512 } as const;
/** Rows of the Gram matrix up to which it is computed for the heat map. */
const MOST_GRAM_ROWS = 8192;

/**
 * Everything about one layer.
 * @param onApproximate what is known before the exact answer of a large layer
 * @throws UserError where the layer is not there or cannot be decomposed; the signal's reason when aborted
 */
export async function layerDetails(
  inspection: Inspection,
  request: DetailsRequest,
  algebra: KernelAlgebra,
  cache: MetricsCache,
  options: AlgebraOptions & { readonly onApproximate?: ((details: LayerDetails) => void) | undefined },
): Promise<LayerDetails> {
  const layer = layerOf(inspection, request.layer);
  const matrix = await readKernel(inspection, layer.name, options.signal);
  const notFinite = notFiniteText(matrix);
  if (notFinite !== undefined) throw new UserError(inEnglish(notFinite));
  const found = await algebra.svd(matrix, {
    ...options,
    onApproximate:
      options.onApproximate && ((top) => options.onApproximate?.(approximate(layer, top, request))),
  });
  const gram = await gramOf(matrix, request.gramSize, algebra);
  const { row, dataEnergy } = await measureMatrix(inspection, layer, matrix, algebra, cache, options, found);
  const edge = row.metrics.marchenkoPasturEdge;
  return {
    layer,
    row,
    exact: true,
    singularValues: Float64Array.from(found.s),
    ...(dataEnergy === undefined ? {} : { dataEnergy }),
    ...(typeof edge === 'number' ? { marchenkoPasturSigma: Math.sqrt(edge) } : {}),
    vectors: pickVectors(found, request, dataEnergy),
    ...(gram === undefined ? {} : { gram }),
  };
}

function approximate(layer: LayerRow, top: Svd, request: DetailsRequest): LayerDetails {
  return {
    layer,
    row: { layer: layer.name, metrics: {}, state: unknown(localizable('Not computed yet.')) },
    exact: false,
    singularValues: Float64Array.from(top.s),
    vectors: pickVectors(top, request, undefined),
  };
}

/** The Gram matrix of the smaller side, thinned out. */
async function gramOf(
  matrix: KernelMatrix,
  wanted: number = GRAM_CELLS.default,
  algebra: KernelAlgebra,
): Promise<LayerDetails['gram']> {
  const { rows, columns } = matrix;
  const side = Math.min(rows, columns);
  if (side > MOST_GRAM_ROWS) return undefined;
  const tall = columns <= rows ? matrix : transposed(matrix);
  const gram = await algebra.product(tall, tall);
  const cells = Math.max(1, Math.min(wanted, GRAM_CELLS.most));
  return { ...thinSquare(gram, side, cells), of: columns <= rows ? 'WᵀW' : 'WWᵀ', side };
}

function transposed({ values, rows, columns }: KernelMatrix): KernelMatrix {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = values[row * columns + column]!;
  }
  return { values: result, rows: columns, columns: rows };
}

function pickVectors(
  { u, v, s, rows, columns }: Svd,
  { vectors: { count, by } }: DetailsRequest,
  energy: Float64Array | undefined,
): VectorPair[] {
  if (u.length === 0) return [];
  const k = s.length;
  const order = Array.from({ length: k }, (_, index) => index);
  if (by === 'dataEnergy' && energy !== undefined) order.sort((a, b) => energy[b]! - energy[a]! || a - b);
  return order.slice(0, Math.min(count, MOST_VECTORS)).map((index) => ({
    index,
    sigma: s[index]!,
    ...(energy === undefined ? {} : { dataEnergy: energy[index]! }),
    input: Float32Array.from({ length: rows }, (_, row) => u[row * k + index]!),
    output: Float32Array.from({ length: columns }, (_, row) => v[row * k + index]!),
  }));
}
