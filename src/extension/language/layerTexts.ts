import type { Shape } from '../../config/layers/layerDefinition';
import type { LayerPlan } from '../../config/networkPlan';

/** "28 × 28 × 1" */
export function formatShape(shape: Shape): string {
  return shape.join(' × ');
}

/** 100480 as "100,480". */
export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

/** What a layer makes of its input: "hidden: 784 → 128". */
export function formatLayer({ name, inputShape, outputShape }: LayerPlan): string {
  return `${name}: ${formatShape(inputShape)} → ${formatShape(outputShape)}`;
}

/** A number as a config would say it, with three digits that count. */
export function formatNumber(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size < 1e-3 || size >= 1e6 ? value.toExponential(2) : String(Number(value.toPrecision(3)));
}
