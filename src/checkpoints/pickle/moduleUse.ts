import type { ConvolutionPadding, ConvolutionUse, TensorUse } from '../tensorUse';
import type { PickleDict, PickleValue } from './values';
import { PickleTuple } from './values';

/** Entries of a module's state that are looked through: PyTorch's own modules have some thirty. */
const MOST_ENTRIES = 128;
const MOST_AXES = 3;

/**
 * What the state of a pickled module says of one of its tensors: the epsilon of a batch norm, the strides and padding of a
 * convolution. Plain numbers and texts only; the module itself is not made.
 *
 * @param tensor its key among the module's parameters or buffers
 */
export function moduleUse(state: PickleDict, tensor: string): TensorUse | undefined {
  if (tensor === 'running_var') {
    const epsilon = valueOf(state, 'eps');
    return typeof epsilon === 'number' && Number.isFinite(epsilon) && epsilon >= 0 ? { epsilon } : undefined;
  }
  if (tensor !== 'weight' || valueOf(state, 'transposed') === true) return undefined;
  const convolution = convolutionOf(state);
  return convolution === undefined ? undefined : { convolutions: [convolution] };
}

/** Undefined of a module that is no convolution. */
function convolutionOf(state: PickleDict): ConvolutionUse | undefined {
  const [strides, dilations] = ['stride', 'dilation'].map((key) => countsOf(valueOf(state, key)));
  const groups = valueOf(state, 'groups');
  if (strides === undefined || dilations === undefined || typeof groups !== 'number') return undefined;
  const mode = valueOf(state, 'padding_mode');
  return {
    strides,
    dilations,
    groups,
    padding: paddingOf(valueOf(state, 'padding')),
    ...(typeof mode === 'string' && mode !== 'zeros' ? { padsWith: mode.slice(0, MOST_ENTRIES) } : {}),
  };
}

/** PyTorch adds equally on both sides; its "same" is for strides of 1 and has the odd one after. */
function paddingOf(value: PickleValue | undefined): ConvolutionPadding | undefined {
  if (value === 'same' || value === 'valid') return value;
  return countsOf(value)?.map((width) => [width, width] as const);
}

function countsOf(value: PickleValue | undefined): readonly number[] | undefined {
  if (!(value instanceof PickleTuple) || value.items.length > MOST_AXES) return undefined;
  return value.items.every((item) => typeof item === 'number')
    ? (value.items as readonly number[])
    : undefined;
}

function valueOf({ pairs }: PickleDict, wanted: string): PickleValue | undefined {
  return pairs.slice(0, MOST_ENTRIES).find(([key]) => key === wanted)?.[1];
}
