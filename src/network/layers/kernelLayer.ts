import type { Tensor } from '@tensorflow/tfjs-core';
import { add, sub } from '@tensorflow/tfjs-core';
import type { KernelLayerOptions } from '../../config/layers/layerDefinition';
import type { LayerPlan } from '../../config/networkPlan';
import { activations } from '../activations';
import { batchStatistics, moveAverage, normalise, normaliseBatch } from '../batchNorm';
import type { KernelLayer, LayerOutput, LayerWeights, StatisticsSource } from './layer';

/** The linear map of a layer and its adjoint. */
export type LinearMap = Pick<KernelLayer, 'linear' | 'adjoint'>;

/**
 * A layer h = activation(batchNorm(linear(x) + b)) from its linear map. Its reverse takes the bias off and goes
 * through the adjoint; batch norm is not inverted (arXiv:2007.00024 and its reference code).
 */
export function kernelLayer(plan: LayerPlan, options: KernelLayerOptions, map: LinearMap): KernelLayer {
  const activation = activations[options.activation];

  return {
    plan,
    ...map,

    forward(input: Tensor, weights: LayerWeights, source: StatisticsSource): LayerOutput {
      const sum = withBias(map.linear(input, weights.kernel!), weights, add);
      if (!options.batchNorm) return { output: activation(sum) };
      const { gamma, beta, movingMean, movingVariance } = weights;
      if (source === 'moving') {
        const moving = { mean: movingMean!, variance: movingVariance! };
        return { output: activation(normalise(sum, moving, gamma!, beta!)) };
      }
      const statistics = batchStatistics(sum);
      return {
        output: activation(normaliseBatch(sum, statistics, gamma!, beta!)),
        movingAverages: {
          movingMean: moveAverage(movingMean!, statistics.mean),
          movingVariance: moveAverage(movingVariance!, statistics.variance),
        },
      };
    },

    reverse: (signal: Tensor, weights: LayerWeights) =>
      map.adjoint(withBias(signal, weights, sub), weights.kernel!),

    activateRebuilt(signal: Tensor, weights: LayerWeights): Tensor {
      if (!options.batchNorm) return activation(signal);
      return activation(normaliseBatch(signal, batchStatistics(signal), weights.gamma!, weights.beta!));
    },
  };
}

function withBias(x: Tensor, { bias }: LayerWeights, combine: (x: Tensor, bias: Tensor) => Tensor): Tensor {
  return bias === undefined ? x : combine(x, bias);
}
