import { createHash } from 'node:crypto';
import { epsilonOf } from '../checkpoints/dtypes';
import { messageOf, UserError } from '../config/userError';
import type { LocalizableText } from '../diagnostics/findings/finding';
import { inEnglish, localizable } from '../diagnostics/findings/finding';
import { mutualCoherence, scaledColumns } from '../diagnostics/kernel/gram';
import type { KernelMetrics } from '../diagnostics/kernel/kernelMetrics';
import { kernelMetrics } from '../diagnostics/kernel/kernelMetrics';
import { bad, layerState, unknown } from '../diagnostics/kernel/layerState';
import type { PowerLaw } from '../diagnostics/kernel/powerLaw';
import type { Svd } from '../diagnostics/svd';
import type { LayerDataMetrics, LayerMetricsRow, LayerRow } from '../messages/inspectorMessages';
import type { LayerMetrics } from '../runs/metrics';
import type { AlgebraOptions, KernelAlgebra, KernelMatrix } from './algebra';
import { dataMetrics, directionCount, energiesOf } from './dataEnergies';
import { notFiniteText } from './finiteness';
import type { Inspection } from './inspection';
import { layerOf, readKernel } from './inspection';
import type { MetricsCache } from './metricsCache';
import { recordedReverseError } from './recordedErrors';

/** What was computed of a layer. */
export interface MeasuredLayer {
  readonly row: LayerMetricsRow;
  /** All of them, descending; empty where the layer could not be read. */
  readonly singularValues: Float64Array;
  /** ‖X u_j‖² / ‖X‖²_F by direction, where the data are known. */
  readonly dataEnergy?: Float64Array;
}

/** Columns up to which all pairs of them are compared; the Gram matrix of more takes too much memory. */
const MOST_COLUMNS = 8192;

/** What does not depend on data: kept by the kernel's contents. */
export interface KernelMeasurement {
  readonly metrics: KernelMetrics;
  readonly powerLaw?: PowerLaw;
  readonly singularValues: Float64Array;
}

/**
 * Computes a layer's numbers. What a user can cause, such as a tensor that cannot be read, is told in the row.
 * @throws the signal's reason when aborted
 */
export async function measureLayer(
  inspection: Inspection,
  name: string,
  algebra: KernelAlgebra,
  cache: MetricsCache,
  options: AlgebraOptions = {},
): Promise<MeasuredLayer> {
  const layer = layerOf(inspection, name);
  try {
    const matrix = await readKernel(inspection, name, options.signal);
    const notFinite = notFiniteText(matrix);
    if (notFinite !== undefined)
      return { row: brokenRow(name, notFinite), singularValues: new Float64Array(0) };
    return await measureMatrix(inspection, layer, matrix, algebra, cache, options);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { row: unreadableRow(name, error), singularValues: new Float64Array(0) };
  }
}

/** The same of a kernel that has been read, and perhaps decomposed. Errors are thrown. */
export async function measureMatrix(
  inspection: Inspection,
  layer: LayerRow,
  matrix: KernelMatrix,
  algebra: KernelAlgebra,
  cache: MetricsCache,
  options: AlgebraOptions,
  known?: Svd,
): Promise<MeasuredLayer> {
  const epsilon = epsilonOf(layer.dtype);
  const key = contentKey(matrix, epsilon);
  const inputs = inspection.data?.inputs.get(layer.name);
  const reverseError = await reverseErrorOf(inspection, layer.name);
  if (inputs === undefined) {
    const measured = await cache.get(key, () => measureKernel(matrix, epsilon, algebra, options, known?.s));
    const energy = await recordedEnergy(inspection, layer.name);
    return rowOf(layer, measured, reverseError, energy);
  }
  const { s, u, columns, rows } = known ?? (await algebra.svd(matrix, options));
  const measured = await cache.get(key, () => measureKernel(matrix, epsilon, algebra, options, s));
  const directions = { values: u, rows, columns: Math.min(rows, columns) };
  const energies = await energiesOf(directions, inputs, algebra);
  return rowOf(layer, measured, reverseError, energies, dataMetrics(directions, s, energies, inputs));
}

async function measureKernel(
  matrix: KernelMatrix,
  epsilon: number,
  algebra: KernelAlgebra,
  options: AlgebraOptions,
  known?: Float64Array,
): Promise<KernelMeasurement> {
  const singularValues = known ?? (await algebra.singularValues(matrix, options));
  const { rows, columns } = matrix;
  let gram: Float32Array | undefined;
  if (columns > 1 && columns <= MOST_COLUMNS) {
    const scaled = { values: scaledColumns(matrix.values, columns), rows, columns };
    gram = await algebra.product(scaled, scaled);
  }
  const numbers = kernelMetrics({
    singularValues,
    rows,
    columns,
    mean: meanOf(matrix.values),
    epsilon,
    ...(gram === undefined ? {} : { mutualCoherence: mutualCoherence(gram, columns) }),
  });
  return { ...numbers, singularValues };
}

function rowOf(
  layer: LayerRow,
  { metrics, powerLaw, singularValues }: KernelMeasurement,
  reverseError: LayerMetrics['reverseError'] | undefined,
  dataEnergy: Float64Array | undefined,
  fromData?: LayerDataMetrics,
): MeasuredLayer {
  const { name, rows, columns } = layer;
  const all: KernelMetrics = {
    ...metrics,
    ...(fromData === undefined ? recordedMetrics(dataEnergy, singularValues) : catalogued(fromData)),
    ...(reverseError === undefined
      ? {}
      : { reverseErrorFull: reverseError.full, reverseErrorLocal: reverseError.local }),
  };
  return {
    singularValues,
    ...(dataEnergy === undefined ? {} : { dataEnergy }),
    row: {
      layer: name,
      metrics: all,
      state: layerState(all, powerLaw, { rows, columns, directions: directionCount(singularValues) }),
      ...(powerLaw === undefined ? {} : { powerLaw }),
      ...(fromData === undefined
        ? {}
        : { data: { ...fromData, ...(reverseError === undefined ? {} : { reverseError }) } }),
    },
  };
}

function catalogued({
  dataCapture,
  pcaCeiling,
  topDataEnergy,
  principalCosines,
}: LayerDataMetrics): KernelMetrics {
  const mean = principalCosines.reduce((sum, cosine) => sum + cosine, 0) / principalCosines.length;
  return {
    dataCapture,
    pcaCeiling,
    topDataEnergy,
    principalCosine: principalCosines.length === 0 ? null : mean,
  };
}

/** What a snapshot keeps of its run's data: the energy of each direction. */
async function recordedEnergy(inspection: Inspection, layer: string): Promise<Float64Array | undefined> {
  const name = `svd/${layer}/dataEnergy`;
  if (inspection.run === undefined) {
    // A snapshot that is opened as a file has them too.
    if (!inspection.checkpoint.tensors.some(({ info }) => info.name === name)) return undefined;
  }
  try {
    return Float64Array.from(await inspection.checkpoint.readTensor(name));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function recordedMetrics(energy: Float64Array | undefined, s: Float64Array): KernelMetrics {
  if (energy === undefined || energy.length !== s.length) return {};
  return {
    dataCapture: energy.reduce((sum, share, index) => (s[index]! > 0 ? sum + share : sum), 0),
    topDataEnergy: energy.reduce((largest, share) => Math.max(largest, share), 0),
  };
}

/** Of the data that were brought in, else what a run recorded. */
async function reverseErrorOf({ data, run }: Inspection, layer: string) {
  const measured = data?.reverseErrors[layer];
  return measured ?? (run === undefined ? undefined : recordedReverseError(run, layer));
}

export function unreadableRow(layer: string, error: UserError): LayerMetricsRow {
  return {
    layer,
    metrics: {},
    state: unknown(localizable('It could not be measured: {0}', error.message)),
    error: messageOf(error),
  };
}

/** Of a kernel that has no numbers, and whose network gives none either. */
function brokenRow(layer: string, reason: LocalizableText): LayerMetricsRow {
  return { layer, metrics: {}, state: bad(reason), error: inEnglish(reason) };
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Of the values, their shape and precision: the same kernel in another file, or of another step, is not computed again. */
function contentKey({ values, rows, columns }: KernelMatrix, epsilon: number): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return createHash('sha256')
    .update(`${values.BYTES_PER_ELEMENT} ${rows} ${columns} ${epsilon} `)
    .update(bytes)
    .digest('hex');
}
