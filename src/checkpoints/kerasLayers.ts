import type { KernelLayout } from './kernelLayout';

/** How deep models are nested in models; deeper is none that anyone made. */
const MOST_DEPTH = 32;

const CONVOLUTION = /^Conv[123]D$/;
const TRANSPOSED = /^Conv[123]DTranspose$/;
const DEPTHWISE = /^DepthwiseConv[12]D$/;

/**
 * How Keras's convolutions order their kernels' axes, by the layer's name: as the model's own description says, whatever
 * the layers are called.
 *
 * @param config of a model, `{ class_name, config: { layers } }`, as in the model.json of TensorFlow.js
 */
export function kerasLayouts(config: unknown): ReadonlyMap<string, KernelLayout> {
  const layouts = new Map<string, KernelLayout>();
  visit(config, layouts, 0);
  return layouts;
}

/** @param layer a model, a layer, or one that wraps another */
function visit(layer: unknown, layouts: Map<string, KernelLayout>, depth: number): void {
  if (!isRecord(layer) || depth > MOST_DEPTH) return;
  const { class_name: kind, config } = layer;
  // Models that were saved before 2017 have the list itself for their config.
  const own = isRecord(config) ? config : { layers: config };
  if (typeof kind === 'string' && typeof own.name === 'string') {
    if (TRANSPOSED.test(kind)) layouts.set(own.name, 'spatial-out-in');
    else if (CONVOLUTION.test(kind)) layouts.set(own.name, 'spatial-in-out');
    else if (DEPTHWISE.test(kind)) layouts.set(own.name, 'spatial-depthwise');
  }
  if (Array.isArray(own.layers)) for (const each of own.layers) visit(each, layouts, depth + 1);
  visit(own.layer, layouts, depth + 1);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
