import * as z from 'zod';
import type { LayerDefinition, Shape } from './layerDefinition';
import { layerName } from './layerDefinition';

export const flattenSchema = z
  .strictObject({ type: z.literal('flatten'), name: layerName.optional() })
  .describe('Lays an image out as one vector.');

export const flatten: LayerDefinition<z.output<typeof flattenSchema>> = {
  hasKernel: false,
  outputShape: (_options, input: Shape) => [input.reduce((product, size) => product * size, 1)],
  weights: () => [],
};
