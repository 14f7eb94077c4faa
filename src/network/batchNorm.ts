import type { Tensor } from '@tensorflow/tfjs-core';
import { add, mean, mul, rsqrt, scalar, square, sub } from '@tensorflow/tfjs-core';

const EPSILON = 1e-3;
/** Share of a moving average that stays at each step. */
const DECAY = 0.9;

/** Mean and population variance of each channel. */
export interface Statistics {
  /** [channels] */
  readonly mean: Tensor;
  /** [channels] */
  readonly variance: Tensor;
}

/** @param x [batch, …, channels]; the statistics run over all axes but the last */
export function batchStatistics(x: Tensor): Statistics {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const average = mean(x, axes);
  return { mean: average, variance: mean(square(sub(x, average)), axes) };
}

/**
 * Batch normalisation (Ioffe & Szegedy, arXiv:1502.03167): gamma (x - mean) / sqrt(variance + 1e-3) + beta.
 *
 * @param x [batch, …, channels]
 * @param gamma [channels]
 * @param beta [channels]
 */
export function normalise(x: Tensor, { mean, variance }: Statistics, gamma: Tensor, beta: Tensor): Tensor {
  const scale = mul(rsqrt(add(variance, scalar(EPSILON))), gamma);
  return add(mul(sub(x, mean), scale), beta);
}

/** The moving average after one more batch. */
export function moveAverage(average: Tensor, batchValue: Tensor): Tensor {
  return add(mul(average, scalar(DECAY)), mul(batchValue, scalar(1 - DECAY)));
}
