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

export type RrOptions = z.output<typeof rr>;
