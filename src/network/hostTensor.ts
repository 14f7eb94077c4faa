import type { Shape } from '../config/layers/layerDefinition';

/** A tensor in ordinary memory: what goes into an engine and comes out of it. */
export interface HostTensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

export type HostTensors = Readonly<Record<string, HostTensor>>;

export function scalar(value: number): HostTensor {
  return { shape: [], data: Float32Array.of(value) };
}
