import type { LayerOptions } from './layers';
import { layerDefinition } from './layers';
import type { Shape, WeightSpec } from './layers/layerDefinition';
import type { Fix } from './fix';
import type { Problem } from './problems';
import { UserError } from './userError';

/** A layer of a network with everything known but its tensors. */
export interface LayerPlan {
  readonly name: string;
  readonly options: LayerOptions;
  readonly hasKernel: boolean;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly weights: readonly WeightSpec[];
  /** Number of values that training changes. */
  readonly parameters: number;
}

export interface NetworkPlan {
  readonly inputShape: Shape;
  readonly layers: readonly LayerPlan[];
  readonly problems: readonly Problem[];
}

/** Largest number of values in one weight or one layer's output; beyond it a typing error is likelier than a network. */
const MAX_VALUES = 2 ** 28;

/** Names the layers and follows the shapes through them, up to the first layer that does not fit. */
export function planNetwork(network: {
  readonly input: Shape;
  readonly layers: readonly LayerOptions[];
}): NetworkPlan {
  const layers: LayerPlan[] = [];
  const problems: Problem[] = [];
  const names = nameLayers(network.layers);
  let shape = network.input;
  for (const [index, options] of network.layers.entries()) {
    const name = names[index] as string;
    if (names.indexOf(name) < index) {
      problems.push({
        path: ['network', 'layers', index, 'name'],
        message: `network.layers[${index}].name: the name "${name}" is taken by layer ${names.indexOf(name)}, expected one of its own`,
        severity: 'error',
        fix: {
          kind: 'set',
          path: ['network', 'layers', index, 'name'],
          value: freeName(name, names),
          after: 'type',
        },
      });
    }
    try {
      const layer = planLayer(name, options, shape);
      layers.push(layer);
      shape = layer.outputShape;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const fix = flattenBefore(index, name, options, shape);
      problems.push({
        path: ['network', 'layers', index],
        message: `network.layers[${index}] (${name}): ${error.message}`,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
        ...(fix === undefined ? {} : { fix }),
        severity: 'error',
      });
      break;
    }
  }
  return { inputShape: network.input, layers, problems };
}

/** The insertion of a flatten layer before a layer, where that is all it needs. */
function flattenBefore(index: number, name: string, options: LayerOptions, shape: Shape): Fix | undefined {
  if (shape.length === 1) return undefined;
  try {
    planLayer(name, options, [sizeOf(shape)]);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
  return { kind: 'insert', path: ['network', 'layers'], index, values: [{ type: 'flatten' }] };
}

function planLayer(name: string, options: LayerOptions, inputShape: Shape): LayerPlan {
  const definition = layerDefinition(options.type);
  const outputShape = definition.outputShape(options, inputShape);
  const weights = definition.weights(options, inputShape);
  for (const [what, shape] of [
    ['its output', outputShape],
    ...weights.map((w) => [`its ${w.name}`, w.shape]),
  ] as [string, Shape][]) {
    if (sizeOf(shape) > MAX_VALUES) {
      throw new UserError(
        `${what} would have the shape [${shape.join(', ')}], ${sizeOf(shape).toExponential(1)} values, expected at most ${MAX_VALUES.toExponential(1)}`,
      );
    }
  }
  const parameters = weights
    .filter((weight) => weight.trainable)
    .reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
  return { name, options, hasKernel: definition.hasKernel, inputShape, outputShape, weights, parameters };
}

/** The layers, each saying the name that it goes by, which the planned network gives it. */
export function namedLayers(layers: readonly LayerOptions[]): LayerOptions[] {
  const names = nameLayers(layers);
  return layers.map(
    ({ type, ...options }, index) => ({ type, name: names[index]!, ...options }) as LayerOptions,
  );
}

/** The given names, and for unnamed layers their type and their number among the layers of that type: dense1, dense2. */
function nameLayers(layers: readonly LayerOptions[]): string[] {
  const counts = new Map<string, number>();
  return layers.map((layer) => {
    const count = (counts.get(layer.type) ?? 0) + 1;
    counts.set(layer.type, count);
    return layer.name ?? `${layer.type}${count}`;
  });
}

/** A name that no layer has: the given one with the smallest number that is free. */
function freeName(taken: string, names: readonly string[]): string {
  const stem = taken.replace(/\d+$/, '');
  for (let number = 2; ; number++) {
    if (!names.includes(`${stem}${number}`)) return `${stem}${number}`;
  }
}

/** Number of values in a tensor of the given shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}
