import { mul, square, sum } from '@tensorflow/tfjs-core';
import type { Regularizer } from './regularizer';
import { kernelOf, sumOf } from './regularizer';

/** lambda / 2 * ||W||_F^2, summed over the kernels. */
export function weightDecay(lambda: number): Regularizer {
  return {
    penalty: ({ network, weights }) =>
      sumOf(network.kernelLayers.map((layer) => mul(sum(square(kernelOf(layer, weights))), lambda / 2))),
  };
}
