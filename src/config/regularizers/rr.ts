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
  )
  .meta({
    formula: [
      'r_L = h_L;  r_m-1 = act_m-1(BN_m-1((r_m - b_m) W_m^T));  r_0 = (r_1 - b_1) W_1^T',
      'mean:  sum over m of lambda_m * mean((r_m - h_m)^2)',
      'sum:   sum over m of lambda_m / 2 * ||r_m - h_m||_F^2',
    ].join('\n'),
  });

/** The options of rr-local, each of which falls back to that of rr. */
export const rrLocal = z
  .strictObject({
    lambda: rr.shape.lambda
      .unwrap()
      .optional()
      .describe("Weight of the local reverse pass; rr's by default."),
    reduction: rr.shape.reduction.unwrap().optional().describe("As for rr; rr's by default."),
  })
  .describe('The local reverse pass: each layer rebuilds its input from its own true output.')
  .meta({ formula: 'r_m-1 = act_m-1(BN_m-1((h_m - b_m) W_m^T)), weighed and summed as for rr' });

export type RrOptions = z.output<typeof rr>;
