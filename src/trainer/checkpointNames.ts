import type { BatchNormWeight } from '../checkpoints/tensorUse';
import type { WeightName } from '../config/layers/layerDefinition';

/** What may follow a layer's name in a file, by weight; the most usual first. */
const ENDINGS: Readonly<Record<WeightName, readonly string[]>> = {
  kernel: ['/kernel', '.weight', '/kernel:0', '.kernel', '/weight', '/vars/0'],
  bias: ['/bias', '.bias', '/bias:0', '/vars/1'],
  gamma: ['/gamma', '.gamma', '/gamma:0'],
  beta: ['/beta', '.beta', '/beta:0'],
  movingMean: ['/movingMean', '.movingMean', '/moving_mean', '/moving_mean:0', '.running_mean'],
  movingVariance: [
    '/movingVariance',
    '.movingVariance',
    '/moving_variance',
    '/moving_variance:0',
    '.running_var',
  ],
};

/** What may follow the name of a batch norm that is a layer of its own, where Racecar has it in the layer before. */
const BATCH_NORM_ENDINGS: Readonly<Record<BatchNormWeight, readonly string[]>> = {
  gamma: [...ENDINGS.gamma, '.weight', '/weight', '/vars/0'],
  beta: [...ENDINGS.beta, '.bias', '/bias', '/vars/1'],
  movingMean: [...ENDINGS.movingMean, '/running_mean', '.moving_mean', '/vars/2'],
  movingVariance: [...ENDINGS.movingVariance, '/running_var', '.moving_variance', '/vars/3'],
};

/** The first tensor that is called as a layer's weight may be; undefined where none is. */
export function weightOf(layer: string, weight: WeightName, has: (tensor: string) => boolean) {
  return ENDINGS[weight].map((ending) => layer + ending).find(has);
}

/** The same of a weight of a batch norm that is a layer of its own. */
export function batchNormWeightOf(layer: string, weight: BatchNormWeight, has: (tensor: string) => boolean) {
  return BATCH_NORM_ENDINGS[weight].map((ending) => layer + ending).find(has);
}

/** The layer of a kernel; undefined where the tensor is not called as kernels are. */
export function layerOfKernel(tensor: string): string | undefined {
  return withoutEnding(tensor, ENDINGS.kernel);
}

/** The layer of a batch norm's moving variance; undefined where the tensor is not called as those are. */
export function layerOfVariance(tensor: string): string | undefined {
  return withoutEnding(tensor, BATCH_NORM_ENDINGS.movingVariance);
}

/** Whether a layer's name in a file ends in a name: "module.encoder.fc" in "fc" and in "encoder.fc". */
export function endsIn(layer: string, name: string): boolean {
  return layer.endsWith(`.${name}`) || layer.endsWith(`/${name}`);
}

/** Everything before the last part of a name, with the separator: "block1." of "block1.conv". */
export function parentOf(layer: string): string {
  return layer.slice(0, Math.max(layer.lastIndexOf('.'), layer.lastIndexOf('/')) + 1);
}

/** The parts that all names begin with, with the separator, such as "module."; empty where they share none. */
export function commonParent(layers: readonly string[]): string {
  let parent = parentOf(layers[0] ?? '');
  while (parent !== '' && !layers.every((layer) => layer.startsWith(parent)))
    parent = parentOf(parent.slice(0, -1));
  return parent;
}

function withoutEnding(tensor: string, endings: readonly string[]): string | undefined {
  const ending = endings.find((each) => tensor.endsWith(each));
  return ending === undefined ? undefined : tensor.slice(0, -ending.length);
}
