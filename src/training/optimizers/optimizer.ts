import type { Tensor } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../../network/network';

export interface UpdateArguments {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  /** Accumulators of this parameter, by slot name, each of the parameter's shape and zero at the start. */
  readonly slots: NamedTensors;
  /** The numbers of `scalars`, as scalar tensors. */
  readonly scalars: NamedTensors;
  readonly learningRate: Tensor;
  /** Kernels are decayed, biases and batch norm's weights are not. */
  readonly isKernel: boolean;
}

/** How a parameter changes along its gradient, each entry for itself: several parameters may come as one. */
export interface Optimizer {
  readonly slots: readonly string[];
  /** Whether `update` does with kernels what it does not with others. */
  readonly tellsKernelsApart?: boolean;
  /** Numbers that depend on the step alone (counted from 0), computed in float64 outside the step. */
  scalars(step: number): Readonly<Record<string, number>>;
  update(update: UpdateArguments): { readonly parameter: Tensor; readonly slots: NamedTensors };
}
