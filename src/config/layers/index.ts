import * as z from 'zod';
import { conv2d, conv2dSchema } from './conv2d';
import { dense, denseSchema } from './dense';
import { flatten, flattenSchema } from './flatten';
import type { LayerDefinition } from './layerDefinition';

/** Every layer type; a new one is a file beside this one, its twin in src/network/layers/, and a line in each index. */
export const layerSchema = z.discriminatedUnion('type', [flattenSchema, denseSchema, conv2dSchema]);

export type LayerOptions = z.output<typeof layerSchema>;
export type LayerType = LayerOptions['type'];
export type LayerOptionsOf<T extends LayerType> = Extract<LayerOptions, { type: T }>;

const definitions: { readonly [T in LayerType]: LayerDefinition<LayerOptionsOf<T>> } = {
  flatten,
  dense,
  conv2d,
};

export function layerDefinition(type: LayerType): LayerDefinition<LayerOptions> {
  return definitions[type] as LayerDefinition<LayerOptions>;
}
