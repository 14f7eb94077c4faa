import { UserError } from '../config/userError';
import type { StoredTensor } from './checkpoint';
import type { Values } from './dtypes';
import type { OnnxNode } from './onnxMessages';

/** The tensors that turn a tensor's whole numbers q into values, (q - zeroPoint) * scale. */
interface Quantisation {
  readonly scale: string;
  readonly zeroPoint?: string;
  /** Along which the scales go, where there are several. */
  readonly axis: number;
}

/** Nodes that scale a tensor of whole numbers, and which of their inputs are the tensor, its scale and its zero point. */
const SCALED: Readonly<Record<string, readonly [number, number, number]>> = {
  DequantizeLinear: [0, 1, 2],
  QLinearMatMul: [3, 4, 5],
  QLinearConv: [3, 4, 5],
};

/** How the model's nodes dequantise tensors, by the tensor's name. */
export function onnxQuantisations(nodes: readonly OnnxNode[]): ReadonlyMap<string, Quantisation> {
  const found = new Map<string, Quantisation>();
  for (const { operation, inputs, attributes } of nodes) {
    const places = Object.hasOwn(SCALED, operation) ? SCALED[operation] : undefined;
    if (places === undefined) continue;
    const [tensor, scale, zeroPoint] = places.map((place) => inputs[place]);
    if (!tensor || !scale || found.has(tensor)) continue;
    const axis = attributes.get('axis')?.[0] ?? (operation === 'DequantizeLinear' ? 1 : 0);
    found.set(tensor, { scale, axis, ...(zeroPoint ? { zeroPoint } : {}) });
  }
  return found;
}

/** A tensor of whole numbers as the values that they stand for. The same tensor where its scale is not in the model. */
export function dequantised(
  tensor: StoredTensor,
  { scale, zeroPoint, axis }: Quantisation,
  tensors: ReadonlyMap<string, StoredTensor>,
): StoredTensor {
  const scales = tensors.get(scale);
  const zeros = zeroPoint === undefined ? undefined : tensors.get(zeroPoint);
  const { read } = tensor;
  if (scales === undefined || (zeroPoint !== undefined && zeros === undefined) || read === undefined)
    return tensor;
  const { shape } = tensor.info;
  const along = axis < 0 ? axis + shape.length : axis;
  const where = zeroPoint === undefined ? 'q' : `(q - ${zeroPoint})`;
  return {
    ...tensor,
    info: { ...tensor.info, quantisation: `${where} * ${scale}` },
    async read(signal) {
      const factors = await scaleValues(scales, shape, along, scale);
      const offsets = zeros === undefined ? undefined : await scaleValues(zeros, shape, along, scale);
      const values = await read(signal);
      const inner = shape.slice(along + 1).reduce((product, size) => product * size, 1);
      const result = new Float32Array(values.length);
      for (let i = 0; i < values.length; i++) {
        const group = factors.length === 1 ? 0 : Math.floor(i / inner) % factors.length;
        const offset = offsets === undefined ? 0 : offsets[offsets.length === 1 ? 0 : group]!;
        result[i] = (values[i]! - offset) * factors[group]!;
      }
      return result;
    },
  };
}

async function scaleValues(
  { info, read }: StoredTensor,
  shape: readonly number[],
  axis: number,
  name: string,
): Promise<Values> {
  const values = await read?.();
  if (values !== undefined && (values.length === 1 || values.length === shape[axis])) return values;
  throw new UserError(
    `Its scale "${name}" has the shape [${info.shape.join(', ')}], which does not fit its kernel.`,
  );
}
