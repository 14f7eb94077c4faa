import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { logSoftmax, mul, softmax, sum } from '@tensorflow/tfjs-core';
import type { LossName } from '../config/training';

/** The mean over the batch of what the task asks for. */
export type Loss = (outputs: Tensor, labels: Tensor) => Scalar;

/**
 * -mean over the batch of sum_c y_c log softmax(z)_c
 *
 * @param logits [batch, units]
 * @param labels one-hot, [batch, units]
 */
function softmaxCrossEntropy(logits: Tensor, labels: Tensor): Scalar {
  return mul(sum(mul(labels, logSoftmax(logits, 1))), -1 / (logits.shape[0] as number));
}

export const losses: { readonly [Name in LossName]: Loss } = {
  softmaxCrossEntropy,
  /** The reference code's: the outputs go through softmax before the cross-entropy takes their softmax again. */
  softmaxCrossEntropyTwice: (outputs, labels) => softmaxCrossEntropy(softmax(outputs as Tensor2D), labels),
};
