import type { Tensor } from '@tensorflow/tfjs-core';
import { add, customGrad, mean, mul, rsqrt, scalar, square, sub, sum } from '@tensorflow/tfjs-core';

/** Added to a variance before its root. */
export const EPSILON = 1e-3;
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
 * the gradients of its parts would: with c = x - mean, s = 1 / deviation, y = gamma s c + beta and n values a channel,
 *
 *     dx = gamma s (dy - sum(dy) / n - c s^2 sum(dy c) / n);   dgamma = s sum(dy c);   dbeta = sum(dy)
 *
 * c alone is kept of all that has x's size; the rest are numbers a channel.
 *
 * @param statistics those of x, by batchStatistics
 */
export function normaliseBatch(x: Tensor, statistics: Statistics, gamma: Tensor, beta: Tensor): Tensor {
  const axes = sampleAxes(x);
  const count = x.size / (x.shape.at(-1) as number);
  const withGradient = customGrad((...args) => {
    const [input, scale, shift, save] = args as unknown as [Tensor, Tensor, Tensor, (kept: Tensor[]) => void];
    const inverse = inverseDeviation(statistics.variance);
    const centred = sub(input, statistics.mean);
    const slope = mul(inverse, scale);
    save([centred, inverse, slope]);
    const gradFunc = (dy: Tensor, kept: Tensor[]) => {
      const [c, s, slopeKept] = kept as [Tensor, Tensor, Tensor];
      const shiftGradient = sum(dy, axes);
      const scaleGradient = mul(sum(mul(dy, c), axes), s);
      const along = mul(c, mul(mul(scaleGradient, s), 1 / count));
      const across = sub(sub(dy, mul(shiftGradient, 1 / count)), along);
      return [mul(across, slopeKept), scaleGradient, shiftGradient];
    };
    return { value: add(mul(centred, slope), shift), gradFunc };
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
