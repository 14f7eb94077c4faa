import type { Kernel } from '../checkpoints/kernels';
import type { ConvolutionUse } from '../checkpoints/tensorUse';
import type { Conv2dOptions } from '../config/layers/conv2d';
import { pair } from '../config/layers/conv2d';
import type { LayerPlan } from '../config/networkPlan';

/** How a note ends on weights that run in a network which is not the file's. */
export const ANOTHER_NETWORK =
  "what runs is another network with the file's weights, and its numbers are not those of the file's";

const SIDES = ['rows', 'columns'] as const;

/** Zeros before and after one axis. */
type Pads = readonly [before: number, after: number];

/** One axis of a convolution: an input of `size` under a kernel of `kernel`. */
interface Axis {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}

/**
 * In what a file's convolution differs from the network's layer that takes its kernel. Of a file that says nothing of it,
 * such as a state dict, whether PyTorch can have it at all.
 *
 * @returns undefined where both are the same, or nothing tells
 */
export function convolutionNote({ options, inputShape }: LayerPlan, kernel: Kernel): string | undefined {
  if (options.type !== 'conv2d') return undefined;
  const uses = kernel.tensor.use?.convolutions;
  if (uses === undefined) {
    return kernel.layout === 'out-in-spatial' ? pytorchNote(options, inputShape) : undefined;
  }
  const told = uses.map((use) => differences(use, options, inputShape));
  // A kernel that is used several times has the layer at one of its places.
  return told.some((each) => each.length === 0)
    ? undefined
    : `the file's convolution has ${told[0]!.join(', ')}: ${ANOTHER_NETWORK}`;
}

function pytorchNote(options: Conv2dOptions, inputShape: readonly number[]): string | undefined {
  const axes = axesOf(options, inputShape);
  const pads = axes.map((axis) => padsOf(options.padding, axis));
  const isStrided = axes.some(({ stride }) => stride > 1);
  if (!isStrided || pads.every(([before, after]) => before === after)) return undefined;
  return `PyTorch pads both sides equally, the config's "same" ${padsText(pads)} (before + after): unless the file's network pads by a step of its own, ${ANOTHER_NETWORK}`;
}

/** What the file's convolution has that the config's has not, each with both. */
function differences(
  use: ConvolutionUse,
  options: Conv2dOptions,
  inputShape: readonly number[],
): readonly string[] {
  const own = axesOf(options, inputShape);
  const found = own.map((axis, at) => ({
    ...axis,
    stride: use.strides[at] ?? 1,
    dilation: use.dilations[at] ?? 1,
  }));
  const told: string[] = [];
  const compare = (what: string, stored: string, given: string) => {
    if (stored !== given) told.push(`${what} ${stored}, the config's ${given}`);
  };
  const both = (axes: readonly Axis[], key: 'stride' | 'dilation') =>
    axes.map((axis) => axis[key]).join(' x ');
  compare('strides', both(found, 'stride'), both(own, 'stride'));
  compare('dilations', both(found, 'dilation'), both(own, 'dilation'));
  compare('groups', String(use.groups), '1');
  if (use.padding === undefined) told.push('a padding that the file does not tell');
  else if (!isSamePadding(use, found, options, own)) {
    const stored = found.map((axis, at) => storedPads(use, axis, at));
    const given = own.map((axis) => padsOf(options.padding, axis));
    told.push(
      `a padding of ${padsText(stored)} (before + after), the config's "${options.padding}" ${padsText(given)}`,
    );
  }
  if (use.padsWith !== undefined) told.push(`a padding by "${use.padsWith}", the config's by zeros`);
  return told;
}

/** Whether the kernel begins at the same place and comes to as many: zeros behind its last place are of no effect. */
function isSamePadding(
  use: ConvolutionUse,
  found: readonly Axis[],
  options: Conv2dOptions,
  own: readonly Axis[],
): boolean {
  return own.every((axis, at) => {
    const stored = storedPads(use, found[at]!, at);
    const given = padsOf(options.padding, axis);
    // Where strides differ that is told, and the places are others for it.
    const isSameStep = axis.stride === found[at]!.stride && axis.dilation === found[at]!.dilation;
    return stored[0] === given[0] && (!isSameStep || places(axis, stored) === places(axis, given));
  });
}

function storedPads({ padding }: ConvolutionUse, axis: Axis, at: number): Pads {
  if (padding === undefined) return [0, 0];
  return typeof padding === 'string' ? padsOf(padding, axis) : (padding[at] ?? [0, 0]);
}

/**
 * What a rule adds to an axis. "same": as much as ceil(size / stride) places need, the odd one after, as TensorFlow does.
 * https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
 */
function padsOf(rule: 'valid' | 'same' | 'sameLower', { size, kernel, stride, dilation }: Axis): Pads {
  if (rule === 'valid') return [0, 0];
  const span = (kernel - 1) * dilation + 1;
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + span - size, 0);
  const half = Math.floor(total / 2);
  return rule === 'same' ? [half, total - half] : [total - half, half];
}

/** How many places a kernel comes to along an axis. */
function places({ size, kernel, stride, dilation }: Axis, [before, after]: Pads): number {
  const span = (kernel - 1) * dilation + 1;
  return Math.floor((size + before + after - span) / stride) + 1;
}

function axesOf({ kernelSize, strides }: Conv2dOptions, inputShape: readonly number[]): readonly Axis[] {
  const sizes = pair(kernelSize);
  const steps = pair(strides);
  return SIDES.map((_, at) => ({
    size: inputShape[at]!,
    kernel: sizes[at]!,
    stride: steps[at]!,
    dilation: 1,
  }));
}

function padsText(pads: readonly Pads[]): string {
  return pads.map(([before, after], at) => `${SIDES[at]} ${before} + ${after}`).join(' and ');
}
