import type { Tensor } from '@tensorflow/tfjs-core';
import { add, customGrad, mean, mul, rsqrt, scalar, square, sub, sum } from '@tensorflow/tfjs-core';

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
  const axes = sampleAxes(x);
  const average = mean(x, axes);
  return { mean: average, variance: mean(square(sub(x, average)), axes) };
}

/**
 * Batch normalisation (Ioffe & Szegedy, arXiv:1502.03167): gamma (x - mean) / sqrt(variance + 1e-3) + beta, with
 * statistics that do not depend on x.
 *
 * @param x [batch, …, channels]
 * @param gamma [channels]
 * @param beta [channels]
 */
export function normalise(x: Tensor, { mean, variance }: Statistics, gamma: Tensor, beta: Tensor): Tensor {
  return add(mul(sub(x, mean), mul(inverseDeviation(variance), gamma)), beta);
}

/**
 * Batch normalisation with the statistics of x itself. Its gradient in closed form takes half the passes over x that
 * the gradients of its parts would: with y = gamma z + beta and n values a channel,
 *
 *     dx = gamma / deviation (dy - sum(dy) / n - z sum(dy z) / n);   dgamma = sum(dy z);   dbeta = sum(dy)
 *
 * @param statistics those of x, by batchStatistics
 */
export function normaliseBatch(x: Tensor, statistics: Statistics, gamma: Tensor, beta: Tensor): Tensor {
  const axes = sampleAxes(x);
  const count = x.size / (x.shape.at(-1) as number);
  const withGradient = customGrad((...args) => {
    const [input, scale, shift, save] = args as unknown as [Tensor, Tensor, Tensor, (kept: Tensor[]) => void];
    const inverse = inverseDeviation(statistics.variance);
    const standardised = mul(sub(input, statistics.mean), inverse);
    save([standardised, inverse, scale]);
    const gradFunc = (dy: Tensor, kept: Tensor[]) => {
      const [z, inverseKept, scaleKept] = kept as [Tensor, Tensor, Tensor];
      const shiftGradient = sum(dy, axes);
      const scaleGradient = sum(mul(dy, z), axes);
      const centred = sub(sub(dy, mul(shiftGradient, 1 / count)), mul(z, mul(scaleGradient, 1 / count)));
      return [mul(centred, mul(inverseKept, scaleKept)), scaleGradient, shiftGradient];
    };
    return { value: add(mul(standardised, scale), shift), gradFunc };
  });
  return withGradient(x, gamma, beta);
}

/** The moving average after one more batch. */
export function moveAverage(average: Tensor, batchValue: Tensor): Tensor {
  return add(mul(average, scalar(DECAY)), mul(batchValue, scalar(1 - DECAY)));
}

function inverseDeviation(variance: Tensor): Tensor {
  return rsqrt(add(variance, scalar(EPSILON)));
}

function sampleAxes(x: Tensor): number[] {
  return x.shape.slice(0, -1).map((_, axis) => axis);
}
