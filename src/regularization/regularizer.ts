import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { addN, reshape } from '@tensorflow/tfjs-core';
import type { Lambda } from '../config/regularizers/lambda';
import type { Shape } from '../config/layers/layerDefinition';
import type { KernelLayer } from '../network/layers/layer';
import type { ForwardPass, NamedTensors, Network } from '../network/network';

/** What a penalty is computed from. */
export interface PenaltyContext {
  readonly network: Network;
  readonly weights: NamedTensors;
  /** The forward pass of this step's batch. */
  readonly pass: ForwardPass;
  /** This step's random numbers, as named by `draws`. */
  readonly draws: NamedTensors;
}

/** Something added to the task's loss. */
export interface Regularizer {
  /** The random normal numbers that it needs anew at each step, by a name of its own. */
  draws?(network: Network): Readonly<Record<string, Shape>>;
  /** The penalty, weighted. */
  penalty(context: PenaltyContext): Scalar;
}

/** A kernel as a matrix [in, out]; that of a convolution [height, width, in, out] as [height * width * in, out]. */
export function asMatrix(kernel: Tensor): Tensor2D {
  return reshape(kernel, [-1, kernel.shape.at(-1) as number]);
}

export function kernelOf(layer: KernelLayer, weights: NamedTensors): Tensor {
  return weights[`${layer.plan.name}/kernel`] as Tensor;
}

/** The weight of the index-th layer with a kernel. */
export function lambdaOf(lambda: Lambda, index: number): number {
  return typeof lambda === 'number' ? lambda : (lambda[index] as number);
}

export function sumOf(terms: readonly Tensor[]): Scalar {
  return (terms.length === 1 ? terms[0] : addN([...terms])) as Scalar;
}
