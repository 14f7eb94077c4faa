import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { getKernel, registerKernel } from '@tensorflow/tfjs-core';
import * as kernelNames from '@tensorflow/tfjs-core/dist/kernel_names';
import type { Graph } from '../graph';
import type { TraceBackend } from '../traceBackend';
import type { Dialect } from '../traceBackend';
import { traceBackends } from '../traceBackend';

/** What a tfjs kernel becomes in the graph. */
export type TracedKernel = (call: {
  /** By tfjs's names. */
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly backend: TraceBackend;
  readonly graph: Graph;
}) => TensorInfo;

/** Registers a dialect's kernels by tfjs's names for them. */
export function registerTracedKernels(
  kernels: Readonly<Record<string, TracedKernel>>,
  dialect: Dialect,
): void {
  const { name: backendName, backend } = traceBackends[dialect];
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    const kernelFunc: KernelFunc = ({ inputs, attrs }) => {
      const operands = inputs as Record<string, TensorInfo>;
      const result = kernel({
        inputs: operands,
        attributes: (attrs ?? {}) as Record<string, unknown>,
        backend,
        graph: backend.graph,
      });
      backend.origins.derived(result, Object.values(operands));
      return result;
    };
    registerKernel({ kernelName, backendName, kernelFunc });
  }
}

/** tfjs asks for a kernel that has no node. */
export class UnknownKernel extends Error {
  override readonly name = 'UnknownKernel';

  constructor(kernel: string, layer: string | undefined) {
    const where = layer === undefined ? 'outside of the layers' : `in the layer "${layer}"`;
    super(`it uses the operation ${kernel} ${where}, for which the graph has no node`);
  }
}

/** Lets every other kernel that tfjs has say where it is used, instead of only that it is missing. */
export function refuseOtherKernels(dialect: Dialect): void {
  const { name: backendName, backend } = traceBackends[dialect];
  for (const kernelName of Object.values<string>(kernelNames)) {
    if (getKernel(kernelName, backendName) !== undefined) continue;
    const kernelFunc: KernelFunc = ({ inputs }) => {
      throw new UnknownKernel(kernelName, backend.origins.layerOf(Object.values(inputs) as TensorInfo[]));
    };
    registerKernel({ kernelName, backendName, kernelFunc });
  }
}
