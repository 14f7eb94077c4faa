import { add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import type { OptimizerOptionsOf } from '../../config/training/optimizer';
import type { Optimizer } from './optimizer';

/** RMSProp (Tieleman & Hinton 2012): s = decay s + (1 - decay) g^2;  b = momentum b + g / (sqrt(s) + epsilon);  p = p - rate b. */
export function rmsprop({ decay, momentum, epsilon }: OptimizerOptionsOf<'rmsprop'>): Optimizer {
  return {
    slots: momentum > 0 ? ['square', 'momentum'] : ['square'],
    scalars: () => ({}),
    update({ parameter, gradient, slots, learningRate }) {
      const mean = add(mul(slots.square!, decay), mul(square(gradient), 1 - decay));
      const scaled = div(gradient, add(sqrt(mean), epsilon));
      if (momentum === 0)
        return { parameter: sub(parameter, mul(scaled, learningRate)), slots: { square: mean } };
      const buffer = add(mul(slots.momentum!, momentum), scaled);
      return {
        parameter: sub(parameter, mul(buffer, learningRate)),
        slots: { square: mean, momentum: buffer },
      };
    },
  };
}
