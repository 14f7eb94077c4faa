import { UserError } from '../config/userError';
import { blockCounts, blockScaled } from './blockScales';
import type { StoredTensor } from './checkpoint';
import type { Values } from './dtypes';
import type { OnnxNode } from './onnxNodes';

/** The tensors that turn a tensor's whole numbers q into values, (q - zeroPoint) * scale. */
interface Quantisation {
  readonly scale: string;
  readonly zeroPoint?: string;
  /** Along which the scales go, where there are several. */
  readonly axis: number;
  /** Values along that axis that have one scale, where the scales are a tensor of as many axes. */
  readonly blockSize?: number;
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
    const blockSize = attributes.get('block_size')?.[0] ?? 0;
    found.set(tensor, {
      scale,
      axis,
      ...(zeroPoint ? { zeroPoint } : {}),
      ...(blockSize > 0 ? { blockSize } : {}),
    });
  }
  return found;
}

/** A tensor of whole numbers as the values that they stand for. The same tensor where its scale is not in the model. */
export function dequantised(
  tensor: StoredTensor,
  { scale, zeroPoint, axis, blockSize }: Quantisation,
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
      const blocked =
        blockSize === undefined ? undefined : shape.map((_, i) => (i === along ? blockSize : 1));
      const factors = await scaleValues(scales, shape, along, blocked);
      const offsets = zeros === undefined ? undefined : await scaleValues(zeros, shape, along, blocked);
      const single = shape.map((length, i) => (i === along ? 1 : length));
      const block = blocked ?? (factors.length === 1 ? shape : single);
      // One zero point may go with many scales.
      const each = offsets?.length === 1 ? factors.map(() => offsets[0]!) : offsets;
      return blockScaled(await read(signal), shape, { values: factors, block }, each);
    },
  };
}

async function scaleValues(
  { info, read }: StoredTensor,
  shape: readonly number[],
  axis: number,
  block: readonly number[] | undefined,
): Promise<Values> {
  const values = await read?.();
  const fits =
    block === undefined
      ? values?.length === 1 || values?.length === shape[axis]
      : info.shape.join() === blockCounts(shape, block).join();
  if (values !== undefined && fits) return values;
  throw new UserError(
    `Its scale "${info.name}" has the shape [${info.shape.join(', ')}], which does not fit its kernel.`,
  );
}
