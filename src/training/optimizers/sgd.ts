import { add, mul, sub } from '@tensorflow/tfjs-core';
import type { OptimizerOptionsOf } from '../../config/training/optimizer';
import type { Optimizer } from './optimizer';

/**
 * Gradient descent with momentum, as PyTorch has it: b = momentum b + g;  p = p - rate b, with Nesterov's
 * look-ahead p - rate (g + momentum b).
 */
export function sgd({ momentum, nesterov }: OptimizerOptionsOf<'sgd'>): Optimizer {
  return {
    slots: momentum > 0 ? ['momentum'] : [],
    scalars: () => ({}),
    update({ parameter, gradient, slots, learningRate }) {
      if (momentum === 0) return { parameter: sub(parameter, mul(gradient, learningRate)), slots: {} };
      const buffer = add(mul(slots.momentum!, momentum), gradient);
      const direction = nesterov ? add(gradient, mul(buffer, momentum)) : buffer;
      return { parameter: sub(parameter, mul(direction, learningRate)), slots: { momentum: buffer } };
    },
  };
}
