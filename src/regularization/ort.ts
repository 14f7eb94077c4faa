import type { Tensor2D } from '@tensorflow/tfjs-core';
import { div, eye, matMul, maximum, mul, reshape, sqrt, square, sub, sum } from '@tensorflow/tfjs-core';
import type { OrtOptions } from '../config/regularizers/ort';
import type { KernelLayer } from '../network/layers/layer';
import type { NamedTensors } from '../network/network';
import type { Regularizer } from './regularizer';
import { asMatrix, kernelOf, lambdaOf, sumOf } from './regularizer';

/**
 * Orthogonality as the racecar reference code has it: SRIP (Bansal et al., arXiv:1810.09102) with one power
 * iteration from a fresh random start, and the square of the estimated eigenvalue.
 *
 *     A = W^T W - I;   u ~ N(0, 1), normalised;   v = norm(A u);   u = norm(A v);   penalty = lambda (u^T A v)^2
 *
 * Gradients flow through u and v too.
 */
export function ort(options: OrtOptions): Regularizer {
  return {
    draws: (network) =>
      Object.fromEntries(
        network.kernelLayers.map((layer) => [drawName(layer), [layer.plan.outputShape.at(-1)!]]),
      ),

    penalty: ({ network, weights, draws }) =>
      sumOf(
        network.kernelLayers.map((layer, index) =>
          mul(squaredEigenvalue(layer, weights, draws), lambdaOf(options.lambda, index)),
        ),
      ),
  };
}

function squaredEigenvalue(layer: KernelLayer, weights: NamedTensors, draws: NamedTensors) {
  const kernel = asMatrix(kernelOf(layer, weights));
  const columns = kernel.shape[1];
  const deviation = sub<Tensor2D>(matMul(kernel, kernel, true, false), eye(columns));
  const start = unit(reshape(draws[drawName(layer)]!, [columns, 1]));
  const v = unit(matMul(deviation, start, true, false));
  const u = unit(matMul(deviation, v));
  return square(sum(mul(u, matMul(deviation, v))));
}

/** The length is bounded below, since A vanishes as W becomes orthogonal. */
function unit(x: Tensor2D): Tensor2D {
  return div(x, sqrt(maximum(sum(square(x)), 1e-12)));
}

const drawName = (layer: KernelLayer) => `ort/${layer.plan.name}`;
