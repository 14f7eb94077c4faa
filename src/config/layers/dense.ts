import * as z from 'zod';
import { UserError } from '../userError';
import type { LayerDefinition, Shape } from './layerDefinition';
import { kernelLayerOptions, kernelLayerWeights } from './layerDefinition';

export const denseSchema = z
  .strictObject({
    type: z.literal('dense'),
    units: z
      .int()
      .min(1)
      .max(65536)
      .describe('Number of outputs.')
      .meta({ examples: [128] }),
    ...kernelLayerOptions,
  })
  .describe('A fully connected layer, activation(batchNorm(x W + b)), W [in, units].')
  .meta({ formula: 'forward: act(BN(x W + b))    reverse: (r - b) W^T' });

export type DenseOptions = z.output<typeof denseSchema>;

export const dense: LayerDefinition<DenseOptions> = {
  hasKernel: true,
  outputShape(options, input) {
    inputSize(input);
    return [options.units];
  },
  weights: (options, input) => kernelLayerWeights(options, [inputSize(input), options.units], options.units),
};

function inputSize(input: Shape): number {
  if (input.length !== 1) {
    throw new UserError(
      `a dense layer takes a vector, but what reaches it has the shape [${input.join(', ')}]`,
      {
        hint: 'Put { "type": "flatten" } before it.',
      },
    );
  }
  return input[0] as number;
}
