import type { KernelLayout } from './kernelLayout';

/** How deep models are nested in models; deeper is none that anyone made. */
const MOST_DEPTH = 32;

const CONVOLUTION = /^Conv[123]D$/;
const TRANSPOSED = /^Conv[123]DTranspose$/;
/** The first kernel of a separable convolution is a depthwise one. */
const DEPTHWISE = /^(Depthwise|Separable)Conv[12]D$/;

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
    const layout = layoutOf(kind);
    if (layout !== undefined) layouts.set(own.name, layout);
  }
  if (Array.isArray(own.layers)) for (const each of own.layers) visit(each, layouts, depth + 1);
  visit(own.layer, layouts, depth + 1);
}

function layoutOf(kind: string): KernelLayout | undefined {
  if (TRANSPOSED.test(kind)) return 'spatial-out-in';
  if (CONVOLUTION.test(kind)) return 'spatial-in-out';
  return DEPTHWISE.test(kind) ? 'spatial-depthwise' : undefined;
}

/**
 * The same by the places of the kernels in the weights of a .keras archive. Keras 3 calls a layer there by its class and by
 * how many of that class came before it, and what another layer wraps "layer".
 *
 * @param config of the archive's config.json
 */
export function kerasPathLayouts(config: unknown): ReadonlyMap<string, KernelLayout> {
  const layouts = new Map<string, KernelLayout>();
  visitPaths(config, '', layouts, 0);
  return layouts;
}

function visitPaths(layer: unknown, folder: string, layouts: Map<string, KernelLayout>, depth: number): void {
  if (!isRecord(layer) || depth > MOST_DEPTH) return;
  const { class_name: kind, config } = layer;
  if (!isRecord(config)) return;
  const layout = typeof kind === 'string' ? layoutOf(kind) : undefined;
  if (layout !== undefined) layouts.set(`${folder}vars/0`, layout);
  visitPaths(config.layer, `${folder}layer/`, layouts, depth + 1);
  if (!Array.isArray(config.layers)) return;
  const counts = new Map<string, number>();
  for (const each of config.layers as unknown[]) {
    if (!isRecord(each) || typeof each.class_name !== 'string') continue;
    const name = snakeCase(each.class_name);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    visitPaths(each, `${folder}layers/${name}${count === 0 ? '' : `_${count}`}/`, layouts, depth + 1);
  }
}

/** A class's name as Keras writes it in paths: Conv2DTranspose is conv2d_transpose. */
function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
