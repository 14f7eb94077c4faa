import type { Tensor4D } from '@tensorflow/tfjs-core';
import { conv2d as convolve, conv2dTranspose } from '@tensorflow/tfjs-core';
import type { Conv2dOptions } from '../../config/layers/conv2d';
import { pair } from '../../config/layers/conv2d';
import type { LayerPlan } from '../../config/networkPlan';
import { kernelLayer } from './kernelLayer';
import type { KernelLayer } from './layer';

/** Convolution with the kernel [height, width, in, out]; in reverse its transpose, to exactly the input's size. */
export function conv2d(plan: LayerPlan, options: Conv2dOptions): KernelLayer {
  const strides = pair(options.strides);
  const [height, width, channels] = plan.inputShape as readonly [number, number, number];
  return kernelLayer(plan, options, {
    linear: (input, kernel) => convolve(input as Tensor4D, kernel as Tensor4D, strides, options.padding),
    adjoint: (signal, kernel) =>
      conv2dTranspose(
        signal as Tensor4D,
        kernel as Tensor4D,
        [signal.shape[0] as number, height, width, channels],
        strides,
        options.padding,
      ),
  });
}
