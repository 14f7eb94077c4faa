import * as z from 'zod';
import { drawnCount, scale, seed, validation } from './common';

export const peak = z
  .strictObject({
    kind: z.literal('peak'),
    seed: seed.default(0),
    train: drawnCount.default(100).describe('Number of training images, both classes together.'),
    test: drawnCount.default(10).describe('Number of test images, both classes together.'),
    validation: validation.default(0),
    scale: scale.default('raw'),
  })
  .describe(
    'Generated 28x28 images in the manner of the paper: a bright disc near the upper left (class 0) or the lower right (class 1) over a random stroke drawing.',
  );

export type PeakOptions = z.output<typeof peak>;
