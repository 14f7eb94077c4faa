import * as z from 'zod';
import { UserError } from '../userError';
import type { LayerDefinition, Shape } from './layerDefinition';
import { kernelLayerOptions, kernelLayerWeights } from './layerDefinition';

const sizePair = (what: string) =>
  z.union([z.int().min(1), z.tuple([z.int().min(1), z.int().min(1)])], {
    error: `${what}: a whole number of at least 1, or two of them for height and width`,
  });

export const conv2dSchema = z
  .strictObject({
    type: z.literal('conv2d'),
    filters: z
      .int()
      .min(1)
      .max(65536)
      .describe('Number of output channels.')
      .meta({ examples: [16] }),
    kernelSize: sizePair('a kernel size')
      .describe('Height and width of the kernel; one number for a square one.')
      .meta({ examples: [3] }),
    strides: sizePair('strides').default(1).describe('Step of the kernel along height and width.'),
    padding: z
      .enum(['valid', 'same'])
      .default('valid')
      .describe(
        '"same" pads with zeros as TensorFlow does (output size = ceil(input / stride)), "valid" does not pad.',
      ),
    ...kernelLayerOptions,
  })
  .describe('A convolution over height and width, kernel [height, width, in, filters].')
  .meta({ formula: 'forward: act(BN(conv(x, W) + b))    reverse: convTransposed(r - b, W)' });

export type Conv2dOptions = z.output<typeof conv2dSchema>;

export const conv2d: LayerDefinition<Conv2dOptions> = {
  hasKernel: true,
  outputShape(options, input) {
    const [height, width] = imageShape(input);
    const kernel = pair(options.kernelSize);
    const strides = pair(options.strides);
    return [
      outputSize('height', height, kernel[0], strides[0], options.padding),
      outputSize('width', width, kernel[1], strides[1], options.padding),
      options.filters,
    ];
  },
  weights(options, input) {
    const kernelShape = [...pair(options.kernelSize), imageShape(input)[2], options.filters];
    return kernelLayerWeights(options, kernelShape, options.filters);
  },
};

/** Height and width from an option that may be one number for both. */
export function pair(size: number | readonly [number, number]): [number, number] {
  return typeof size === 'number' ? [size, size] : [size[0], size[1]];
}

function imageShape(input: Shape): [number, number, number] {
  if (input.length !== 3) {
    throw new UserError(
      `a conv2d layer takes an image [height, width, channels], but what reaches it has the shape [${input.join(', ')}]`,
      { hint: 'Put it before the flatten layer.' },
    );
  }
  return input as unknown as [number, number, number];
}

function outputSize(
  side: string,
  input: number,
  kernel: number,
  stride: number,
  padding: 'valid' | 'same',
): number {
  if (padding === 'same') return Math.ceil(input / stride);
  if (kernel > input) {
    throw new UserError(
      `the kernel's ${side} of ${kernel} is larger than the ${side} of ${input} that reaches it`,
      {
        hint: 'Use a smaller kernelSize, or "padding": "same".',
      },
    );
  }
  return Math.floor((input - kernel) / stride) + 1;
}
