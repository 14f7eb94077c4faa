import { UserError } from '../config/userError';
import { blocksOf, blockScaled } from './blockScales';
import type { CheckpointFormat, StoredTensor } from './checkpoint';
import { isScaling } from './tensorRoles';

const FLOAT8 = /^f8_/;
/** A weight of PyTorch's by its name. Keras divides int8 by its scale, which it calls kernel_scale. */
const WEIGHT = /(^|[._/])weight$/;
/** Formats that say themselves what their whole numbers stand for. */
const SELF_DESCRIBED: ReadonlySet<CheckpointFormat> = new Set(['onnx', 'tfjs', 'keras']);
/** What a weight's values are multiplied with, by its name and by that of its layer; "inv" is of the one that made it. */
const WEIGHT_SCALES = ['_scale', '_scale_inv', '.scale', '.scale_inv'];
const LAYER_SCALES = ['scale', 'scale_weight'];
const ZERO_POINTS = ['_zero_point', '.zero_point'];
/** Beside a weight, of what goes through the layer. */
const ACTIVATIONS = /(^|[./])(input|output|act|activation|k|v|q|kv)_(scale(_inv)?|zero_point)$|scale_input$/;

/** Tensors beside a weight that are looked at, one more than are understood; and what a weight's name has behind it there. */
const MOST_BESIDE = 3;
const LONGEST_ENDING = 64;

/** Why numbers are not those of the kernel: what scales them is not there, or not understood. */
export const UNKNOWN_SCALE = 'it is quantised, its scale is not known';

/** What turns a weight's stored numbers q into values, (q - zero) * scale / divisor. */
interface Scaling {
  readonly scale: StoredTensor;
  readonly divisor: number;
  /** One for each scale. */
  readonly zero?: StoredTensor;
  /** Holds one number that says how the values are ordered, 0 for row by row. */
  readonly order?: StoredTensor;
  readonly formula: string;
}

/**
 * Tensors with those of float8 and the weights of int8 multiplied by the scale that lies beside them: one for all, one for
 * each row, or for each block. A float8 tensor whose scale does not fit, or of which something else is beside it that scales
 * it, is refused; without any it is what it is. Of int8 it stays the whole numbers that it is, which are no kernel.
 */
export function withWeightScales(
  tensors: readonly StoredTensor[],
  format: CheckpointFormat,
): readonly StoredTensor[] {
  const isQuantised = ({ info: { name, dtype, quantisation } }: StoredTensor) =>
    quantisation === undefined &&
    !isScaling(name) &&
    (FLOAT8.test(dtype) || (dtype === 'i8' && WEIGHT.test(name) && !SELF_DESCRIBED.has(format)));
  if (!tensors.some(isQuantised)) return tensors;
  const byName = new Map(tensors.map((tensor) => [tensor.info.name, tensor]));
  const beside = scalesBeside(byName);
  return tensors.map((tensor) => {
    if (!isQuantised(tensor)) return tensor;
    const { name, dtype } = tensor.info;
    const isFloat = FLOAT8.test(dtype);
    const mine = [...(beside.byWeight.get(name) ?? []), ...(beside.byLayer.get(layerOf(name)) ?? [])];
    // Whatever else is called after a weight of whole numbers may say what they are, such as an offset.
    if (mine.length === 0 || (!isFloat && beside.other.has(name))) return tensor;
    const found = scalingOf(
      tensor,
      mine.map((each) => byName.get(each)!),
    );
    return (found && scaled(tensor, found)) ?? (isFloat ? refused(tensor) : tensor);
  });
}

/** Everything before the last part: of "a.weight_scale" and of "a.weight" it is "a". */
function layerOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.'), name.lastIndexOf('/')));
}

/**
 * The names of what may scale weights: those that begin with a weight's name, as of two weights in one layer, w1 and w2, each
 * has its own; and those of the other scales of each layer. More than are ever understood are left out.
 */
function scalesBeside(tensors: ReadonlyMap<string, unknown>): {
  readonly byWeight: ReadonlyMap<string, readonly string[]>;
  readonly byLayer: ReadonlyMap<string, readonly string[]>;
  /** Weights after which something else is called. */
  readonly other: ReadonlySet<string>;
} {
  const byWeight = new Map<string, string[]>();
  const byLayer = new Map<string, string[]>();
  const other = new Set<string>();
  const add = (lists: Map<string, string[]>, key: string, name: string) => {
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [name]);
    else if (list.length < MOST_BESIDE) list.push(name);
  };
  for (const name of tensors.keys()) {
    if (ACTIVATIONS.test(name)) continue;
    const weight = weightOf(name, tensors);
    if (!isScaling(name)) {
      if (weight !== undefined) other.add(weight);
    } else if (weight !== undefined) add(byWeight, weight, name);
    else add(byLayer, layerOf(name), name);
  }
  return { byWeight, byLayer, other };
}

/** The weight that a tensor is called after, with more behind it: the longest of such names. */
function weightOf(name: string, tensors: ReadonlyMap<string, unknown>): string | undefined {
  for (let end = name.length - 1; end > Math.max(0, name.length - LONGEST_ENDING); end--) {
    if (!'._/'.includes(name[end]!)) continue;
    const weight = name.slice(0, end);
    if (tensors.has(weight) && !isScaling(weight)) return weight;
  }
  return undefined;
}

/** What scales a weight, of all that lies beside it for that; undefined where not each of it is understood. */
function scalingOf({ info }: StoredTensor, beside: readonly StoredTensor[]): Scaling | undefined {
  const { name, dtype } = info;
  const layer = layerOf(name);
  const inLayer = layer === '' ? '' : `${layer}.`;
  const take = (names: readonly string[]) => beside.find((tensor) => names.includes(tensor.info.name));
  const scale = take([
    ...WEIGHT_SCALES.map((end) => name + end),
    ...LAYER_SCALES.map((end) => inLayer + end),
  ]);
  if (beside.length === 1 && scale !== undefined) {
    return { scale, divisor: 1, formula: `q * ${scale.info.name}` };
  }
  if (dtype !== 'i8') return undefined;
  const zero = take(ZERO_POINTS.map((end) => name + end));
  if (beside.length === 2 && scale !== undefined && zero?.read !== undefined) {
    const fits =
      /^[iu](8|16|32|64)$/.test(zero.info.dtype) && zero.info.shape.join() === scale.info.shape.join();
    const formula = `(q - ${zero.info.name}) * ${scale.info.name}`;
    return fits ? { scale, zero, divisor: 1, formula } : undefined;
  }
  // bitsandbytes, LLM.int8(): the largest value of each row, which 127 stands for.
  const largest = take([`${inLayer}SCB`]);
  const order = take([`${inLayer}weight_format`]);
  if (largest === undefined || beside.length !== (order === undefined ? 1 : 2)) return undefined;
  if (largest.info.shape[0] !== info.shape[0]) return undefined;
  const formula = `q * ${largest.info.name} / 127`;
  return { scale: largest, divisor: 127, formula, ...(order === undefined ? {} : { order }) };
}

function scaled(
  tensor: StoredTensor,
  { scale, zero, order, divisor, formula }: Scaling,
): StoredTensor | undefined {
  const { shape } = tensor.info;
  const block = blocksOf(shape, scale.info.shape);
  const { read } = tensor;
  const readScale = scale.read;
  if (!/^(f|bf)(16|32|64)$/.test(scale.info.dtype) || block === undefined) return undefined;
  if (read === undefined || readScale === undefined) return undefined;
  return {
    ...tensor,
    info: { ...tensor.info, quantisation: formula },
    async read(signal) {
      const stored = await readScale(signal);
      if (!stored.every((value) => Number.isFinite(value)))
        throw new UserError(`Its scale "${scale.info.name}" has values that are not finite.`);
      await checkOrder(order, signal);
      const values = divisor === 1 ? stored : stored.map((value) => value / divisor);
      return blockScaled(await read(signal), shape, { values, block }, await zero?.read?.(signal));
    },
  };
}

/** @throws UserError where the values are in another order than row by row */
async function checkOrder(order: StoredTensor | undefined, signal?: AbortSignal): Promise<void> {
  if (order === undefined) return;
  const found = await order.read?.(signal);
  if (found?.length === 1 && found[0] === 0) return;
  throw new UserError(
    `Its values are in the order that "${order.info.name}" calls ${found?.join(', ') ?? 'unknown'}, expected 0, row by row.`,
  );
}

function refused({ info, ...rest }: StoredTensor): StoredTensor {
  return { ...rest, info: { ...info, unreadable: info.unreadable ?? UNKNOWN_SCALE } };
}
