import { mean, mul, square, sub, sum } from '@tensorflow/tfjs-core';
import type { RrOptions } from '../config/regularizers/rr';
import type { ReverseKind } from '../network/network';
import type { Regularizer } from './regularizer';
import { lambdaOf, sumOf } from './regularizer';

/**
 * Racecar: the error of the states that the reverse pass rebuilds.
 *
 *     "sum":   sum over m of lambda_m / 2 * ||r_m - h_m||_F^2        arXiv:2007.00024 and its reference code
 *     "mean":  sum over m of lambda_m * mean((r_m - h_m)^2)
 *
 * Gradients flow into what is rebuilt and into its targets. The full reverse pass runs through the whole chain, the
 * local one rebuilds each layer's input from its own true output.
 */
export function reverse(options: RrOptions, kind: ReverseKind): Regularizer {
  return {
    penalty({ network, weights, pass }) {
      const terms = network.reverse(pass, weights, kind).map(({ rebuilt, target }, index) => {
        const lambda = lambdaOf(options.lambda, index);
        const error = square(sub(rebuilt, target));
        return options.reduction === 'sum' ? mul(sum(error), lambda / 2) : mul(mean(error), lambda);
      });
      return sumOf(terms);
    },
  };
}
