import type { Checkpoint } from '../checkpoints/checkpoint';
import type { Kernel } from '../checkpoints/kernels';
import type { NetworkPlan } from '../config/networkPlan';
import type { FlattenOrder, ImageShape } from '../network/flattenOrder';

/** In which order a file's kernel takes an image that is laid out as a vector, and what says so. */
export interface InputOrder {
  readonly order: FlattenOrder;
  /** The image that the layer takes as a vector. */
  readonly image: ImageShape;
  /** What says so, as the end of a sentence; undefined where there is nothing to do and nothing to doubt. */
  readonly why?: string;
}

/**
 * The image that a layer takes as a vector whose order is a matter of how it is laid out: of more than one channel and
 * more than one pixel. Undefined where what reaches the layer was never an image, or has one order only.
 */
export function flattenedImage({ layers }: NetworkPlan, layer: string): ImageShape | undefined {
  let index = layers.findIndex(({ name }) => name === layer);
  while (index > 0 && layers[index - 1]!.options.type === 'flatten') {
    const { inputShape } = layers[--index]!;
    if (inputShape.length !== 3) continue;
    const [height, width, channels] = inputShape as ImageShape;
    return channels > 1 && height * width > 1 ? [height, width, channels] : undefined;
  }
  return undefined;
}

/**
 * Whether Racecar wrote a file: a snapshot, which has probes or singular values beside the weights, or an exported network.
 * Its kernels take images pixel by pixel, whatever else is said.
 */
export function isOwnFile({ format, metadata, tensors }: Checkpoint): boolean {
  if (format === 'onnx') return metadata.producer === 'racecar';
  return format === 'safetensors' && tensors.some(({ info }) => /^(probe\/x|svd\/[^/]+\/s)$/.test(info.name));
}

/**
 * How a file's kernel takes its layer's image. PyTorch and ONNX keep and flatten images channel by channel, Keras and
 * Racecar pixel by pixel; an ONNX graph shows it, of other files it follows from how their kernels lie.
 *
 * @param forced by `training.init.flatten`
 */
export function inputOrderOf(
  kernel: Kernel,
  image: ImageShape,
  checkpoint: Checkpoint,
  kernels: Iterable<Kernel>,
  forced: FlattenOrder | undefined,
): InputOrder {
  const found = (order: FlattenOrder, why?: string): InputOrder => ({
    order,
    image,
    ...(why === undefined ? {} : { why }),
  });
  if (isOwnFile(checkpoint)) {
    return forced === 'channelsFirst'
      ? found('channelsLast', 'since Racecar wrote the file, whatever training.init.flatten says')
      : found('channelsLast');
  }
  if (forced !== undefined) return found(forced, 'as training.init.flatten says');
  const { format, metadata } = checkpoint;
  if (format === 'onnx') return orderInGraph(kernel, image);
  if (metadata.format === 'mlx') return found('channelsLast', 'as MLX flattens images');
  if (kernel.layout === 'out-in') return found('channelsFirst', 'as PyTorch flattens images');
  if (kernel.layout === 'in-out') return found('channelsLast');
  const isPytorch = [...kernels].some(({ layout, isGuessed }) => layout === 'out-in-spatial' && !isGuessed);
  return isPytorch
    ? found('channelsFirst', assumed("as the file's convolutions lie as PyTorch's", 'channelsLast'))
    : found('channelsLast', assumed('as nothing in the file tells', 'channelsFirst'));
}

function orderInGraph({ tensor }: Kernel, image: ImageShape): InputOrder {
  const seen = tensor.use?.inputOrder;
  if (typeof seen === 'string') {
    return seen === 'channelsLast'
      ? { order: seen, image }
      : { order: seen, image, why: "as the file's graph flattens images" };
  }
  const order = seen === undefined ? undefined : orderOfImage(seen.image, image);
  if (order === 'channelsLast') return { order, image };
  const why =
    order === undefined
      ? assumed("as ONNX's own layers have images", 'channelsLast')
      : "as the file's graph takes images";
  return { order: 'channelsFirst', image, why };
}

function assumed(why: string, other: FlattenOrder): string {
  return `which is assumed, ${why}; if it is not so, set training.init.flatten to "${other}"`;
}

/** The order of a graph's own image beside the network's; undefined where it fits neither, or both. */
function orderOfImage(found: ImageShape, [height, width, channels]: ImageShape): FlattenOrder | undefined {
  const fits = (shape: ImageShape) =>
    shape.every((length, axis) => found[axis] === 0 || found[axis] === length);
  const isFirst = fits([channels, height, width]);
  const isLast = fits([height, width, channels]);
  if (isFirst === isLast) return undefined;
  return isFirst ? 'channelsFirst' : 'channelsLast';
}
