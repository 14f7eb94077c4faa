import * as z from 'zod';
import type { InitializerName } from '../initializers';
import { initializerName } from '../initializers';

/** Sizes of one sample, without the batch: [28, 28, 1], [784]. */
export type Shape = readonly number[];

export type WeightName = 'kernel' | 'bias' | 'gamma' | 'beta' | 'movingMean' | 'movingVariance';

/** One weight of a layer, before it has values. */
export interface WeightSpec {
  readonly name: WeightName;
  readonly shape: Shape;
  /** False for the moving averages, which batch norm keeps and no gradient touches. */
  readonly trainable: boolean;
  readonly initializer: InitializerName | 'zeros' | 'ones';
}

/** What a layer is without its tensors: enough to check, hint and document a config. */
export interface LayerDefinition<Options> {
  /** False for layers that only pass the signal on, such as flatten. */
  readonly hasKernel: boolean;
  /** Shape of the output for an input of the given shape; throws a UserError where the two do not fit. */
  outputShape(options: Options, input: Shape): Shape;
  /** The weights, in the order in which they are stored. */
  weights(options: Options, input: Shape): readonly WeightSpec[];
}

export const ACTIVATIONS = ['linear', 'relu', 'leakyRelu', 'tanh', 'sigmoid'] as const;
export type ActivationName = (typeof ACTIVATIONS)[number];

export const layerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, {
    error: 'a name of letters, digits, "_" and "-" that begins with a letter',
  })
  .describe('Name of the layer in results and weight files; unnamed layers are dense1, dense2, conv2d1, …');

/** Options of every layer with a kernel. */
export const kernelLayerOptions = {
  name: layerName.optional(),
  batchNorm: z
    .boolean()
    .default(false)
    .describe('Batch normalisation before the activation (eps 1e-3, moving averages with decay 0.9).'),
  activation: z
    .enum(ACTIVATIONS)
    .default('linear')
    .describe('Activation of the output; leakyRelu has slope 0.2 below zero.'),
  useBias: z.boolean().default(true).describe('Add a bias to the output, also where batch norm follows.'),
  kernelInitializer: initializerName
    .default('glorotUniform')
    .describe('How the kernel is drawn at the start.'),
};

export interface KernelLayerOptions {
  readonly batchNorm: boolean;
  readonly activation: ActivationName;
  readonly useBias: boolean;
  readonly kernelInitializer: InitializerName;
}

/** The weights of a layer with a kernel and `channels` outputs that share a bias and normalisation. */
export function kernelLayerWeights(
  options: KernelLayerOptions,
  kernelShape: Shape,
  channels: number,
): WeightSpec[] {
  const perChannel = (name: WeightName, initializer: 'zeros' | 'ones', trainable = true): WeightSpec => ({
    name,
    shape: [channels],
    trainable,
    initializer,
  });
  return [
    { name: 'kernel', shape: kernelShape, trainable: true, initializer: options.kernelInitializer },
    ...(options.useBias ? [perChannel('bias', 'zeros')] : []),
    ...(options.batchNorm
      ? [
          perChannel('gamma', 'ones'),
          perChannel('beta', 'zeros'),
          perChannel('movingMean', 'zeros', false),
          perChannel('movingVariance', 'ones', false),
        ]
      : []),
  ];
}
