import { orthogonalityError, stableRank } from '../../../src/diagnostics/spectrum';
import { svd } from '../../../src/diagnostics/svd';
import type {
  LayerDetails,
  LayerMetricsRow,
  LayerRow,
  OpenedInspection,
  TensorRow,
} from '../../../src/messages/inspectorMessages';
import type { LayerRequest } from '../../../src/messages/layerMessages';

/** A kernel that a test makes: what the inspector would tell of it, by the plain SVD. */
export interface MadeKernel {
  readonly layer: LayerRow;
  readonly values: Float32Array;
}

/** A kernel [rows, columns] whose first direction outweighs noise. */
export function madeKernel(
  name: string,
  rows: number,
  columns: number,
  more: Partial<LayerRow> = {},
): MadeKernel {
  const values = Float32Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return 0.4 * Math.sin(row / 3) * Math.cos(column / 2) + 0.1 * Math.sin(i * i * 12.9898);
  });
  return {
    layer: {
      name,
      tensor: `${name}/kernel`,
      shape: [rows, columns],
      kind: 'dense',
      rows,
      columns,
      layout: '[in, out]',
      parameters: rows * columns,
      dtype: 'f32',
      ...more,
    },
    values,
  };
}

/** What the inspector would tell of a made kernel's numbers. */
export function madeRow({ layer, values }: MadeKernel): LayerMetricsRow {
  const { s } = svd(values, layer.rows, layer.columns, { vectors: false });
  return {
    layer: layer.name,
    metrics: {
      stableRank: stableRank(s),
      largestSigma: s[0]!,
      orthogonalityError: orthogonalityError(s, layer.rows, layer.columns),
      alpha: 2.31,
      dataCapture: 0.9748,
      reverseErrorFull: 0.56,
      conditionNumber: null,
      norm: Math.hypot(...s),
    },
    state: { level: 'watch', reason: { text: 'one direction holds {0} of the energy', values: ['35 %'] } },
    powerLaw: {
      alpha: 2.31,
      xmin: s[3]! ** 2,
      distance: 0.08,
      tail: 4,
      eigenvalues: s.length,
      reliable: false,
    },
  };
}

/** The answer to a request for a made kernel's details. */
export function madeDetails(
  kernel: MadeKernel,
  { count, by }: Pick<Extract<LayerRequest, { kind: 'details' }>, 'count' | 'by'>,
): LayerDetails {
  const { layer, values } = kernel;
  const { rows, columns } = layer;
  const { s, u, v } = svd(values, rows, columns);
  const energy = Float64Array.from(s, (_, i) => 0.4 / (1 + ((i * 5) % s.length)));
  const order = Array.from(s.keys()).sort((a, b) => (by === 'sigma' ? a - b : energy[b]! - energy[a]!));
  const gram = Float32Array.from({ length: columns * columns }, (_, i) => {
    const [a, b] = [Math.floor(i / columns), i % columns];
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += values[row * columns + a]! * values[row * columns + b]!;
    return sum;
  });
  return {
    layer,
    row: madeRow(kernel),
    exact: true,
    singularValues: s,
    dataEnergy: energy,
    marchenkoPasturSigma: 1.2,
    vectors: order.slice(0, count).map((index) => ({
      index,
      sigma: s[index]!,
      dataEnergy: energy[index]!,
      input: Float32Array.from({ length: rows }, (_, i) => u[i * s.length + index]!),
      output: Float32Array.from({ length: columns }, (_, i) => v[i * s.length + index]!),
    })),
    gram: { size: columns, cell: 1, extreme: gram, mean: gram, of: 'WᵀW', side: columns },
  };
}

/** What the inspector would say of a file with these kernels. */
export function madeOpening(
  kernels: readonly MadeKernel[],
  more: Partial<OpenedInspection> = {},
): OpenedInspection {
  const tensors = kernels.map(({ layer }, i): TensorRow => ({
    name: layer.tensor,
    dtype: layer.dtype,
    shape: layer.shape,
    byteLength: 4 * layer.parameters,
    byteOffset: 1024 * (i + 1),
    file: 'model.safetensors',
  }));
  return {
    inspection: 1,
    title: 'model.safetensors',
    file: '/models/model.safetensors',
    format: 'safetensors',
    metadata: {},
    tensors,
    layers: kernels.map(({ layer }) => layer),
    notes: [],
    parameters: kernels.reduce((sum, { layer }) => sum + layer.parameters, 0),
    bytes: tensors.reduce((sum, { byteLength }) => sum + byteLength, 0),
    ...more,
  };
}
