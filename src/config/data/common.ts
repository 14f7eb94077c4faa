import * as z from 'zod';

/** Options that every data set understands. */
export const seed = z
  .int()
  .min(0)
  .describe('Seed of everything random about the data: its drawing and its splits.');

export const scale = z
  .enum(['unit', 'raw'])
  .describe('"unit" feeds pixels as 0..1, "raw" as 0..255 (as the reference code does).');

export const validation = z
  .number()
  .min(0)
  .lt(1)
  .describe('Share of the training set that is held out as the validation split, drawn with the data seed.');

export const channel = z
  .int()
  .min(0)
  .max(3)
  .describe(
    'Use this one channel of colour images (0 = first). Without it they keep RGB; alpha is always dropped.',
  );

export const sampleCount = z.int().min(1);

/** Of images that are drawn, which all lie in memory: a million of 28 x 28 take 0.8 GB. */
export const drawnCount = sampleCount.max(1_000_000);
