import * as z from 'zod';
import { channel, scale, seed, validation } from './common';

export const manifest = z
  .strictObject({
    kind: z.literal('manifest'),
    path: z
      .string()
      .min(1)
      .describe(
        'A CSV file with the columns path, label and split (train, validation or test); image paths are absolute or relative to the CSV.',
      )
      .meta({ examples: ['images.csv'] }),
    classes: z
      .int()
      .min(1)
      .optional()
      .describe('Number of classes, when there are more than the labels seen.'),
    seed: seed.default(0),
    validation: validation
      .default(0)
      .describe(
        'Share of the training rows held out for validation, when the CSV has no validation rows of its own.',
      ),
    channel: channel.optional(),
    scale: scale.default('unit'),
  })
  .describe('Images listed in a CSV file.');

export type ManifestOptions = z.output<typeof manifest>;
