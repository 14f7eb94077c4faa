import type { Tensor } from '@tensorflow/tfjs-core';
import type { WeightName } from '../../config/layers/layerDefinition';
import type { LayerPlan } from '../../config/networkPlan';

/** A layer's weights by name; which there are, its plan says. */
export type LayerWeights = Readonly<Partial<Record<WeightName, Tensor>>>;

/** What batch norm normalises with: the statistics of the batch itself, or the moving averages. */
export type StatisticsSource = 'batch' | 'moving';

export interface LayerOutput {
  /** [batch, …outputShape] */
  readonly output: Tensor;
  /** New values of the moving averages, from a forward pass with batch statistics through batch norm. */
  readonly movingAverages?: Readonly<Partial<Record<WeightName, Tensor>>>;
}

/** A layer of a network: how a signal goes through it, forward and in reverse. */
export interface Layer {
  readonly plan: LayerPlan;

  /** @param input [batch, …inputShape] */
  forward(input: Tensor, weights: LayerWeights, statistics: StatisticsSource): LayerOutput;

  /**
   * Carries a signal from the layer's output back to its input: (r - b) W^T for a layer with a kernel.
   * @param signal [batch, …outputShape]
   * @returns [batch, …inputShape]
   */
  reverse(signal: Tensor, weights: LayerWeights): Tensor;
}

/** A layer with a kernel, which the reverse pass rebuilds the input of. */
export interface KernelLayer extends Layer {
  /**
   * The linear map alone, with any kernel of fitting size: x W, or the convolution.
   * @param kernel kernel shape with any number of outputs
   */
  linear(input: Tensor, kernel: Tensor): Tensor;

  /** Its adjoint: <linear(x), y> = <x, adjoint(y)>. */
  adjoint(signal: Tensor, kernel: Tensor): Tensor;

  /**
   * What a signal rebuilt by the layer above goes through to become this layer's rebuilt output: this layer's
   * batch norm, with the signal's own batch statistics, and its activation.
   * @param signal [batch, …outputShape]
   */
  activateRebuilt(signal: Tensor, weights: LayerWeights): Tensor;
}

export function isKernelLayer(layer: Layer): layer is KernelLayer {
  return layer.plan.hasKernel;
}
