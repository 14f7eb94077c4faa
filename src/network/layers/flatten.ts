import { reshape } from '@tensorflow/tfjs-core';
import type { LayerPlan } from '../../config/networkPlan';
import type { Layer } from './layer';

/** Lays a sample out as a vector; in reverse gives it its shape back. */
export function flatten(plan: LayerPlan): Layer {
  return {
    plan,
    forward: (input) => ({ output: reshape(input, [input.shape[0] as number, ...plan.outputShape]) }),
    reverse: (signal) => reshape(signal, [signal.shape[0] as number, ...plan.inputShape]),
  };
}
