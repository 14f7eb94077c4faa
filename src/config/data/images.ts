import * as z from 'zod';
import { channel, scale, seed, validation } from './common';

export const images = z
  .strictObject({
    kind: z.literal('images'),
    path: z
      .string()
      .min(1)
      .describe(
        'A folder with one folder a class, or with train/ and test/ (and perhaps validation/) that each hold one folder a class. PNG and JPEG.',
      )
      .meta({ examples: ['images'] }),
    test: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.2)
      .describe('Share of each class that is tested on, where the folder has no test/ of its own.'),
    shuffle: z
      .boolean()
      .default(true)
      .describe('Draw the test share at random; false takes the last files of each class in natural order.'),
    seed: seed.default(0),
    validation: validation.default(0),
    channel: channel.optional(),
    scale: scale.default('unit'),
  })
  .describe('Image files, one folder a class.');

export type ImagesOptions = z.output<typeof images>;
