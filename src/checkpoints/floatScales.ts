import { UserError } from '../config/userError';
import { blocksOf, blockScaled } from './blockScales';
import type { StoredTensor } from './checkpoint';
import { isScaling } from './tensorRoles';

const FLOAT8 = /^f8_/;
/** What a weight's values are multiplied with, by its name and by that of its layer; "inv" is of the one that made it. */
const WEIGHT_SCALES = ['_scale', '_scale_inv', '.scale', '.scale_inv'];
const LAYER_SCALES = ['.scale', '.scale_weight'];
/** Beside a weight, of what goes through the layer. */
const ACTIVATIONS = /(^|[./])(input|output|act|activation|k|v|q|kv)_scale(_inv)?$|scale_input$/;

/** Why numbers are not those of the kernel: what scales them is not there, or not understood. */
export const UNKNOWN_SCALE = 'it is quantised, its scale is not known';

/**
 * Tensors with those of float8 multiplied by the scale that lies beside them: one for all, one for each row, or for each
 * block. One whose scale does not fit, or of which something else is beside it that scales it, is refused; without any it is
 * what it is.
 */
export function withFloatScales(tensors: readonly StoredTensor[]): readonly StoredTensor[] {
  if (!tensors.some(({ info }) => FLOAT8.test(info.dtype))) return tensors;
  const byName = new Map(tensors.map((tensor) => [tensor.info.name, tensor]));
  const scaling = [...byName.keys()].filter((name) => isScaling(name) && !ACTIVATIONS.test(name));
  const byLayer = new Map<string, string[]>();
  for (const name of scaling) {
    const layer = layerOf(name);
    byLayer.set(layer, [...(byLayer.get(layer) ?? []), name]);
  }
  return tensors.map((tensor) => {
    const { name, dtype, quantisation } = tensor.info;
    if (!FLOAT8.test(dtype) || quantisation !== undefined || isScaling(name)) return tensor;
    const others = new Set([...(byLayer.get(layerOf(name)) ?? []), ...(byLayer.get(name) ?? [])]);
    const mine = [...others].filter((each) => !belongsToAnother(each, name, byName));
    if (mine.length === 0) return tensor;
    const scale = mine.length === 1 ? byName.get(mine[0]!)! : undefined;
    return (scale && scaled(tensor, scale)) ?? refused(tensor);
  });
}

/** Everything before the last part: of "a.weight_scale" and of "a.weight" it is "a". */
function layerOf(name: string): string {
  return name.replace(/[./]?[^./]*$/, '');
}

/** Of two weights in one layer, such as w1 and w2, each has the scale that begins with its name. */
function belongsToAnother(scale: string, weight: string, tensors: ReadonlyMap<string, unknown>): boolean {
  const owner = scale.replace(/[_.](scale(_inv)?|zero_point)$/, '');
  return owner !== scale && owner !== weight && tensors.has(owner);
}

function scaled(tensor: StoredTensor, scale: StoredTensor): StoredTensor | undefined {
  const { name, shape } = tensor.info;
  const layer = layerOf(name);
  const known = [...WEIGHT_SCALES.map((end) => name + end), ...LAYER_SCALES.map((end) => layer + end)];
  const { name: scaleName, dtype, shape: scaleShape } = scale.info;
  const block = blocksOf(shape, scaleShape);
  const { read } = tensor;
  const readScale = scale.read;
  if (!known.includes(scaleName) || !/^(f|bf)(16|32|64)$/.test(dtype) || block === undefined)
    return undefined;
  if (read === undefined || readScale === undefined) return undefined;
  return {
    ...tensor,
    info: { ...tensor.info, quantisation: `q * ${scaleName}` },
    async read(signal) {
      const values = await readScale(signal);
      if (!values.every((value) => Number.isFinite(value)))
        throw new UserError(`Its scale "${scaleName}" has values that are not finite.`);
      return blockScaled(await read(signal), shape, { values, block });
    },
  };
}

function refused({ info, ...rest }: StoredTensor): StoredTensor {
  return { ...rest, info: { ...info, unreadable: info.unreadable ?? UNKNOWN_SCALE } };
}
