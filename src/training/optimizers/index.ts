import type { OptimizerOptions } from '../../config/training/optimizer';
import { adam } from './adam';
import type { Optimizer } from './optimizer';
import { rmsprop } from './rmsprop';
import { sgd } from './sgd';

export function createOptimizer(options: OptimizerOptions): Optimizer {
  switch (options.type) {
    case 'adam':
      return adam(options);
    case 'adamw':
      return adam(options, options.weightDecay);
    case 'sgd':
      return sgd(options);
    case 'rmsprop':
      return rmsprop(options);
  }
}
