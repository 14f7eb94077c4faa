import type { Tensor } from '@tensorflow/tfjs-core';
import { abs, add, div, log, maximum, mul, sqrt, square, sum } from '@tensorflow/tfjs-core';
import type { WeissiOptions } from '../config/regularizers/weissi';
import type { Regularizer } from './regularizer';
import { kernelOf, sumOf } from './regularizer';

/** Below this norm a kernel counts as that large, since the penalty has no lower bound. */
const SMALLEST_NORM = 1e-6;

/** Norms that are multiplied before the logarithm; more could leave float32's range. */
const NORMS_A_PRODUCT = 5;

/**
 * WEISSI, invariant when weight scale shifts between layers (arXiv:2008.02965; the form from secondary sources):
 *
 *     lambdaNorm * sum_l log ||W_l||_F + lambdaL1 * sum_l || W_l / ||W_l||_F ||_1
 *
 * The logarithm is that of the norms' product, so that a shift by powers of two leaves even the rounding as it was.
 */
export function weissi(options: WeissiOptions): Regularizer {
  return {
    penalty({ network, weights }) {
      const kernels = network.kernelLayers.map((layer) => kernelOf(layer, weights));
      const norms = kernels.map((kernel) => maximum(sqrt(sum(square(kernel))), SMALLEST_NORM));
      const logs = chunks(norms, NORMS_A_PRODUCT).map((group) => log(group.reduce((a, b) => mul(a, b))));
      const directions = kernels.map((kernel, index) => sum(abs(div(kernel, norms[index]!))));
      return add(mul(sumOf(logs), options.lambdaNorm), mul(sumOf(directions), options.lambdaL1));
    },
  };
}

function chunks(items: readonly Tensor[], size: number): Tensor[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
