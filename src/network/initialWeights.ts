import { kernelVariance } from '../config/initializers';
import type { WeightSpec } from '../config/layers/layerDefinition';
import type { NetworkPlan } from '../config/networkPlan';
import { sizeOf } from '../config/networkPlan';
import { Random } from '../random/random';
import type { HostTensor, HostTensors } from './hostTensor';
import { orthogonalColumns } from './orthogonal';

/**
 * The weights that a training starts from, by name. Those of one layer depend on the seed and the layer's name
 * alone, not on the rest of the network.
 */
export function initialWeights(plan: NetworkPlan, seed: number): HostTensors {
  const entries = plan.layers.flatMap((layer) =>
    layer.weights.map((spec): [string, HostTensor] => {
      const name = `${layer.name}/${spec.name}`;
      return [name, { shape: spec.shape, data: draw(spec, new Random(seed, 'weights', name)) }];
    }),
  );
  return Object.fromEntries(entries);
}

function draw(spec: WeightSpec, random: Random): Float32Array {
  const data = new Float32Array(sizeOf(spec.shape));
  if (spec.initializer === 'zeros') return data;
  if (spec.initializer === 'ones') return data.fill(1);
  if (spec.initializer === 'orthogonal') {
    const columns = spec.shape.at(-1) as number;
    return Float32Array.from(orthogonalColumns(data.length / columns, columns, random));
  }
  const variance = kernelVariance(spec.initializer, spec.shape);
  const uniform = spec.initializer.endsWith('Uniform');
  const limit = Math.sqrt(3 * variance);
  const deviation = Math.sqrt(variance);
  return data.map(() => (uniform ? random.uniform(-limit, limit) : random.normal(0, deviation)));
}
