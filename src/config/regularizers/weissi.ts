import * as z from 'zod';

export const weissi = z
  .strictObject({
    lambdaNorm: z.number().min(0).default(1e-3).describe('Weight of the sum of log ||W||_F.'),
    lambdaL1: z.number().min(0).default(1e-5).describe('Weight of the sum of ||W / ||W||_F||_1.'),
  })
  .describe(
    'WEISSI (arXiv:2008.02965): invariant when weight scale shifts from one layer to another. The form is from secondary sources.',
  )
  .meta({ formula: 'lambdaNorm * sum_l log ||W_l||_F + lambdaL1 * sum_l || W_l / ||W_l||_F ||_1' });

export type WeissiOptions = z.output<typeof weissi>;
