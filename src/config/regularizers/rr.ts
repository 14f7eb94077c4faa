import * as z from 'zod';
import { lambda } from './lambda';

export const rr = z
  .strictObject({
    lambda: lambda
      .default(1e-2)
      .describe("Weight of the reverse pass; a list weighs each kernel layer's rebuilt input on its own."),
    reduction: z
      .enum(['mean', 'sum'])
      .default('mean')
      .describe(
        '"mean": lambda * mean((r - h)^2), independent of batch and layer size. "sum": lambda * sum((r - h)^2) / 2, the paper\'s.',
      ),
  })
  .describe(
    'Racecar (Xie & Thuerey, arXiv:2007.00024): the network is run backwards through its own transposed weights and asked to rebuild every internal state.',
  );

/** The options of rr-local, each of which falls back to that of rr. */
export const rrLocal = z
  .strictObject({
    lambda: rr.shape.lambda
      .unwrap()
      .optional()
      .describe("Weight of the local reverse pass; rr's by default."),
    reduction: rr.shape.reduction.unwrap().optional().describe("As for rr; rr's by default."),
  })
  .describe('The local reverse pass: each layer rebuilds its input from its own true output.');

export type RrOptions = z.output<typeof rr>;
