import * as z from 'zod';
import { drawnCount, scale, seed, validation } from './common';

export const digits = z
  .strictObject({
    kind: z.literal('digits'),
    seed: seed.default(0),
    train: drawnCount.default(2000).describe('Number of training images.'),
    test: drawnCount.default(500).describe('Number of test images.'),
    validation: validation.default(0),
    only: z
      .array(z.int().min(0).max(9))
      .min(1)
      .refine((digits) => new Set(digits).size === digits.length, { error: 'a list without repetitions' })
      .optional()
      .describe('Draw these digits only, in turn. The number of classes stays ten.'),
    scale: scale.default('unit'),
  })
  .describe(
    'Generated 28x28 handwritten-looking digits 0-9 with random slant, rotation, thickness and jitter; rotation and thickness are known factors.',
  );

export type DigitsOptions = z.output<typeof digits>;
