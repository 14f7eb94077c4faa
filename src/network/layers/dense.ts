import type { Tensor2D } from '@tensorflow/tfjs-core';
import { matMul } from '@tensorflow/tfjs-core';
import type { DenseOptions } from '../../config/layers/dense';
import type { LayerPlan } from '../../config/networkPlan';
import { kernelLayer } from './kernelLayer';
import type { KernelLayer } from './layer';

/** x W, with W [in, out]; in reverse y W^T. */
export function dense(plan: LayerPlan, options: DenseOptions): KernelLayer {
  return kernelLayer(plan, options, {
    linear: (input, kernel) => matMul(input as Tensor2D, kernel as Tensor2D),
    adjoint: (signal, kernel) => matMul(signal as Tensor2D, kernel as Tensor2D, false, true),
  });
}
