import * as z from 'zod';
import { dataSchema } from './data';
import { layerSchema } from './layers';
import { modeSchema, STD } from './mode';
import { regularizerSchemas } from './regularizers';
import { trainingSchema } from './training';

const size = z.int().min(1).max(16384);

export const networkSchema = z
  .strictObject({
    input: z
      .tuple([size, size, size], { error: 'three whole numbers, [height, width, channels]' })
      .describe('Shape of a sample, [height, width, channels].'),
    layers: z.array(layerSchema).min(1).describe('The layers, from the input to the output.'),
  })
  .describe('The network that is trained.');

export const regularizationSchema = z
  .strictObject({
    mode: modeSchema.default(STD),
    ...regularizerSchemas,
    weightDecay: z
      .number()
      .min(0)
      .default(0)
      .describe(
        "lambda / 2 * the squared Frobenius norm of every kernel, added to the loss in any mode. (AdamW's decoupled decay is an option of that optimizer.)",
      ),
  })
  .describe('The mode and the options of each regularizer.');

/** A *.racecar.json file: the one source of its types, its validation and its JSON Schema. */
export const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe('Address of the JSON Schema of this file.'),
    data: dataSchema.describe('The data set.'),
    network: networkSchema,
    regularization: regularizationSchema.prefault({}),
    training: trainingSchema.prefault({}),
  })
  .describe('A training that Racecar runs.');

/** A config with every default that does not depend on the data filled in. */
export type Config = z.output<typeof configSchema>;

/** The JSON Schema of a config file, for editors. */
export function configJsonSchema(): object {
  return { title: 'Racecar training', ...z.toJSONSchema(configSchema, { io: 'input' }) };
}
