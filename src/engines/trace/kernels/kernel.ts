import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { registerKernel } from '@tensorflow/tfjs-core';
import type { Graph } from '../graph';
import type { TraceBackend } from '../traceBackend';
import { TRACE, traceBackend } from '../traceBackend';

/** What a tfjs kernel becomes in the graph. */
export type TracedKernel = (call: {
  /** By tfjs's names. */
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly backend: TraceBackend;
  readonly graph: Graph;
}) => TensorInfo;

/** Registers kernels by tfjs's names for them. */
export function registerTracedKernels(kernels: Readonly<Record<string, TracedKernel>>): void {
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    const kernelFunc: KernelFunc = ({ inputs, attrs }) =>
      kernel({
        inputs: inputs as Record<string, TensorInfo>,
        attributes: (attrs ?? {}) as Record<string, unknown>,
        backend: traceBackend,
        graph: traceBackend.graph,
      });
    registerKernel({ kernelName, backendName: TRACE, kernelFunc });
  }
}
