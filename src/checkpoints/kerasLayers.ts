import type { StoredTensor } from './checkpoint';
import { kerasLayerUse } from './kerasLayerUse';
import type { KernelLayout } from './kernelLayout';
import type { TensorUse } from './tensorUse';

/** How deep models are nested in models; deeper is none that anyone made. */
const MOST_DEPTH = 32;

const CONVOLUTION = /^Conv[123]D$/;
const TRANSPOSED = /^Conv[123]DTranspose$/;
/** The first kernel of a separable convolution is a depthwise one. */
const DEPTHWISE = /^(Depthwise|Separable)Conv[12]D$/;

/** A layer of a model's description. */
interface DescribedLayer {
  readonly kind: string;
  /** As the model calls it. */
  readonly name?: string;
  /** Where its weights lie in a .keras archive, with a / at the end. */
  readonly folder: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * How Keras's convolutions order their kernels' axes, by the layer's name: as the model's own description says, whatever
 * the layers are called.
 *
 * @param config of a model, `{ class_name, config: { layers } }`, as in the model.json of TensorFlow.js
 */
export function kerasLayouts(config: unknown): ReadonlyMap<string, KernelLayout> {
  const layouts = new Map<string, KernelLayout>();
  for (const { kind, name } of layersOf(config)) {
    const layout = layoutOf(kind);
    if (name !== undefined && layout !== undefined) layouts.set(name, layout);
  }
  return layouts;
}

/**
 * The same by the places of the kernels in the weights of a .keras archive. Keras 3 calls a layer there by its class and by
 * how many of that class came before it, and what another layer wraps "layer".
 *
 * @param config of the archive's config.json
 */
export function kerasPathLayouts(config: unknown): ReadonlyMap<string, KernelLayout> {
  const layouts = new Map<string, KernelLayout>();
  for (const { kind, folder } of layersOf(config)) {
    const layout = layoutOf(kind);
    if (layout !== undefined) layouts.set(`${folder}vars/0`, layout);
  }
  return layouts;
}

/** What a model's description says of its layers' weights besides, by the layer's name. */
export function kerasUses(config: unknown): ReadonlyMap<string, TensorUse> {
  return new Map(
    [...layersOf(config)].flatMap((layer) =>
      layer.name === undefined ? [] : [[layer.name, useOf(layer)] as const],
    ),
  );
}

/** The same by the folder of the layer's weights in a .keras archive, without the / at the end. */
export function kerasPathUses(config: unknown): ReadonlyMap<string, TensorUse> {
  return new Map([...layersOf(config)].map((layer) => [layer.folder.slice(0, -1), useOf(layer)]));
}

/** The tensors with what is known of their layers. @param useOf of a layer, by a tensor's name */
export function withUses(
  tensors: readonly StoredTensor[],
  useOf: (tensor: string) => TensorUse | undefined,
): StoredTensor[] {
  return tensors.map((tensor) => {
    const use = useOf(tensor.info.name);
    return use === undefined ? tensor : { ...tensor, use: { ...use, ...tensor.use } };
  });
}

function useOf({ kind, name, config }: DescribedLayer): TensorUse {
  return { ...(name === undefined ? {} : { layer: name }), ...kerasLayerUse(kind, config) };
}

/** Every layer, also those of models within models and those that others wrap. */
function* layersOf(layer: unknown, folder = '', depth = 0): Generator<DescribedLayer> {
  if (!isRecord(layer) || depth > MOST_DEPTH) return;
  const { class_name: kind, config } = layer;
  // Models that were saved before 2017 have the list itself for their config.
  const own = isRecord(config) ? config : { layers: config };
  if (typeof kind === 'string') {
    const name = typeof own.name === 'string' ? { name: own.name } : {};
    yield { kind, folder, config: own, ...name };
  }
  yield* layersOf(own.layer, `${folder}layer/`, depth + 1);
  if (!Array.isArray(own.layers)) return;
  const counts = new Map<string, number>();
  for (const each of own.layers as unknown[]) {
    if (!isRecord(each) || typeof each.class_name !== 'string') continue;
    const name = snakeCase(each.class_name);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    yield* layersOf(each, `${folder}layers/${name}${count === 0 ? '' : `_${count}`}/`, depth + 1);
  }
}

function layoutOf(kind: string): KernelLayout | undefined {
  if (TRANSPOSED.test(kind)) return 'spatial-out-in';
  if (CONVOLUTION.test(kind)) return 'spatial-in-out';
  return DEPTHWISE.test(kind) ? 'spatial-depthwise' : undefined;
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
