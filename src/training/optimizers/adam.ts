import { add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import type { OptimizerOptionsOf } from '../../config/training/optimizer';
import type { Optimizer } from './optimizer';

/**
 * Adam (arXiv:1412.6980), epsilon added after the bias correction; with a weight decay AdamW (arXiv:1711.05101).
 *
 *     m = beta1 m + (1 - beta1) g;   v = beta2 v + (1 - beta2) g^2
 *     p = p - rate (m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon) + decay p),   t = step + 1
 *
 * The accumulators are kept as M = m / (1 - beta1) and V = v / (1 - beta2): then all corrections are two numbers a
 * step, and each entry of a weight needs four passes less.
 */
export function adam(options: Omit<OptimizerOptionsOf<'adam'>, 'type'>, weightDecay = 0): Optimizer {
  const { beta1, beta2, epsilon } = options;
  return {
    slots: ['m', 'v'],
    tellsKernelsApart: weightDecay > 0,
    scalars(step) {
      const meanScale = (1 - beta1) / (1 - beta1 ** (step + 1));
      const deviationScale = Math.sqrt((1 - beta2) / (1 - beta2 ** (step + 1)));
      return { scale: meanScale / deviationScale, epsilon: epsilon / deviationScale };
    },
    update({ parameter, gradient, slots, scalars, learningRate, isKernel }) {
      const m = add(mul(slots.m!, beta1), gradient);
      const v = add(mul(slots.v!, beta2), square(gradient));
      const direction = div(m, add(sqrt(v), scalars.epsilon!));
      const moved = sub(parameter, mul(direction, mul(learningRate, scalars.scale!)));
      const decays = weightDecay > 0 && isKernel;
      const decayed = decays ? sub(moved, mul(parameter, mul(learningRate, weightDecay))) : moved;
      return { parameter: decayed, slots: { m, v } };
    },
  };
}
