import type { LayerOptionsOf, LayerType } from '../../config/layers';
import type { LayerPlan } from '../../config/networkPlan';
import { conv2d } from './conv2d';
import { dense } from './dense';
import { flatten } from './flatten';
import type { Layer } from './layer';

const layers: { readonly [T in LayerType]: (plan: LayerPlan, options: LayerOptionsOf<T>) => Layer } = {
  flatten,
  dense,
  conv2d,
};

/** The layer that a plan describes. */
export function createLayer(plan: LayerPlan): Layer {
  const create = layers[plan.options.type] as (plan: LayerPlan, options: LayerPlan['options']) => Layer;
  return create(plan, plan.options);
}
