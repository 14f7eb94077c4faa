import * as z from 'zod';
import { lambda } from './lambda';

export const ort = z
  .strictObject({
    lambda: lambda.default(0.1).describe('Weight of the penalty; a list weighs each kernel on its own.'),
  })
  .describe(
    'Orthogonality by SRIP (Bansal et al., arXiv:1810.09102) as the racecar reference computes it: the squared largest eigenvalue of W^T W - I, by one power iteration.',
  )
  .meta({ formula: 'sum over kernels of lambda * sigma(W^T W - I)^2' });

export type OrtOptions = z.output<typeof ort>;
