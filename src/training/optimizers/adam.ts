import { add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import type { OptimizerOptionsOf } from '../../config/training/optimizer';
import type { Optimizer } from './optimizer';

/**
 * Adam (arXiv:1412.6980), epsilon added after the bias correction; with a weight decay AdamW (arXiv:1711.05101).
 *
 *     m = beta1 m + (1 - beta1) g;   v = beta2 v + (1 - beta2) g^2
 *     p = p - rate (m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon) + decay p),   t = step + 1
 */
export function adam(options: Omit<OptimizerOptionsOf<'adam'>, 'type'>, weightDecay = 0): Optimizer {
  const { beta1, beta2, epsilon } = options;
  return {
    slots: ['m', 'v'],
    scalars: (step) => ({
      meanCorrection: 1 / (1 - beta1 ** (step + 1)),
      varianceCorrection: 1 / (1 - beta2 ** (step + 1)),
    }),
    update({ parameter, gradient, slots, scalars, learningRate, isKernel }) {
      const m = add(mul(slots.m!, beta1), mul(gradient, 1 - beta1));
      const v = add(mul(slots.v!, beta2), mul(square(gradient), 1 - beta2));
      const mean = mul(m, scalars.meanCorrection!);
      const deviation = add(sqrt(mul(v, scalars.varianceCorrection!)), epsilon);
      const direction = div(mean, deviation);
      const decayed = weightDecay > 0 && isKernel ? add(direction, mul(parameter, weightDecay)) : direction;
      return { parameter: sub(parameter, mul(decayed, learningRate)), slots: { m, v } };
    },
  };
}
