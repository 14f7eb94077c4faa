import type { LayerFacts } from '../../../src/messages/dashboardMessages';
import type { Tensor } from '../../store/dataSource';
import type { PatchGeometry, SampleRows } from '../../../src/diagnostics/patches';
import { patchesOf } from '../../../src/diagnostics/patches';

/** Taken of a convolution's probes; principal directions hardly change with more. */
const PATCHES_AT_MOST = 1000;
const PATCH_VALUES_AT_MOST = 200_000;

/** The probe tensor that goes into a layer. */
export function inputTensorName(layers: readonly LayerFacts[], index: number): string {
  return index === 0 ? 'probe/x' : `probe/${layers[index - 1]!.name}/activation`;
}

/**
 * The shape in which a vector of a layer's input space is shown: a convolution's patch [kh, kw, in], for a dense layer
 * what stood before the flatten layers below it.
 */
export function inputShapeShown(layers: readonly LayerFacts[], index: number): readonly number[] {
  const layer = layers[index]!;
  if (layer.kernelShape?.length === 4) return layer.kernelShape.slice(0, 3);
  let below = index;
  while (below > 0 && layers[below - 1]!.type === 'flatten') below--;
  return layers[below]!.inputShape;
}

/** Whether a layer meets the samples themselves, the same at every step: there is nothing but flatten layers before it. */
export function takesSamples(layers: readonly LayerFacts[], index: number): boolean {
  return layers.slice(0, index).every(({ type }) => type === 'flatten');
}

/** How a layer's convolution goes over its input; undefined for other layers and configs that do not say. */
export function patchGeometry(config: unknown, index: number, layer: LayerFacts): PatchGeometry | undefined {
  const { kernelShape } = layer;
  if (kernelShape?.length !== 4) return undefined;
  const options = (config as { network?: { layers?: Record<string, unknown>[] } } | undefined)?.network
    ?.layers?.[index];
  const strides = options?.strides ?? 1;
  const padding = options?.padding ?? 'valid';
  if (padding !== 'valid' && padding !== 'same') return undefined;
  const [height, width] = Array.isArray(strides) ? (strides as unknown[]) : [strides, strides];
  if (typeof height !== 'number' || typeof width !== 'number') return undefined;
  return { kernel: [kernelShape[0]!, kernelShape[1]!], strides: [height, width], padding };
}

/** What a layer's kernel meets of the probes, a row each. */
export interface LayerSamples extends SampleRows {
  /** By row: the number of its probe. */
  readonly probes: Int32Array;
  readonly probeCount: number;
  /** Rows that there were before some were left out. */
  readonly total: number;
}

/** @returns undefined where the layer's inputs and its kernel do not fit, or its geometry is not known */
export function layerSamples(
  input: Tensor,
  layer: LayerFacts,
  geometry: PatchGeometry | undefined,
): LayerSamples | undefined {
  const probeCount = input.shape[0] ?? 0;
  if (probeCount === 0) return undefined;
  if (layer.kernelShape?.length === 4) {
    if (geometry === undefined || input.shape.length !== 4) return undefined;
    const shape = input.shape as readonly [number, number, number, number];
    const size = layer.kernelShape[0]! * layer.kernelShape[1]! * layer.kernelShape[2]!;
    const atMost = Math.max(1, Math.min(PATCHES_AT_MOST, Math.floor(PATCH_VALUES_AT_MOST / size)));
    const patches = patchesOf(input.data, shape, geometry, atMost);
    const perProbe = patches.total / probeCount;
    const probes = Int32Array.from({ length: patches.count }, (_, row) =>
      Math.floor(Math.floor((row * patches.total) / patches.count) / perProbe),
    );
    return { ...patches, probes, probeCount };
  }
  const length = input.data.length / probeCount;
  if (length !== layer.kernelShape?.[0]) return undefined;
  const probes = Int32Array.from({ length: probeCount }, (_, row) => row);
  return { count: probeCount, length, values: input.data, probes, probeCount, total: probeCount };
}
