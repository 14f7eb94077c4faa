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
      .describe('Shape of a sample, [height, width, channels].')
      .meta({ examples: [[28, 28, 1]] }),
    layers: z
      .array(layerSchema)
      .min(1)
      .describe('The layers, from the input to the output.')
      .meta({ examples: [[{ type: 'flatten' }, { type: 'dense', units: 2 }]] }),
  })
  .describe('The network that is trained.')
  .meta({
    examples: [{ input: [28, 28, 1], layers: [{ type: 'flatten' }, { type: 'dense', units: 2 }] }],
  });

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
      )
      .meta({ formula: 'weightDecay / 2 * sum over kernels of ||W||_F^2' }),
  })
  .describe('The mode and the options of each regularizer.');

/** A *.racecar.json file: the one source of its types, its validation and its JSON Schema. */
export const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe('Address of the JSON Schema of this file.'),
    data: dataSchema.describe('The data set.').meta({ examples: [{ kind: 'peak' }] }),
    network: networkSchema,
    regularization: regularizationSchema.prefault({}),
    training: trainingSchema.prefault({}),
  })
  .describe('A training that Racecar runs.');

/** A config with every default that does not depend on the data filled in. */
export type Config = z.output<typeof configSchema>;

/** The JSON Schema of a config file, for tools that validate; editors take that of editorSchema.ts. */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(configSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // Annotations for the editor's schema, which no standard knows.
      delete jsonSchema.formula;
      delete jsonSchema.exampleTexts;
    },
  });
  return { title: 'Racecar training', ...schema };
}
