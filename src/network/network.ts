import type { Tensor } from '@tensorflow/tfjs-core';
import type { NetworkPlan } from '../config/networkPlan';
import { createLayer } from './layers';
import { inLayer } from './layerScope';
import type { KernelLayer, Layer, LayerWeights, StatisticsSource } from './layers/layer';
import { isKernelLayer } from './layers/layer';

export type NamedTensors = Readonly<Record<string, Tensor>>;

/** All that a forward pass leaves behind. */
export interface ForwardPass {
  readonly input: Tensor;
  /** Output h of each layer, in their order. */
  readonly outputs: readonly Tensor[];
  /** New moving averages by weight name; empty when they were used instead of batch statistics. */
  readonly movingAverages: NamedTensors;
}

/** The input of a layer with a kernel, as the reverse pass rebuilt it. */
export interface RebuiltInput {
  readonly layer: KernelLayer;
  /** r_{m-1} */
  readonly rebuilt: Tensor;
  /** h_{m-1}, what it is compared with: the output of the kernel layer below, or the network's input. */
  readonly target: Tensor;
}

/** How the reverse pass runs: through the whole chain from the output, or each layer from its own true output. */
export type ReverseKind = 'full' | 'local';

/** A network: its layers, and the passes through them. It holds no weights; every pass is given them by name. */
export class Network {
  readonly layers: readonly Layer[];
  readonly kernelLayers: readonly KernelLayer[];

  constructor(readonly plan: NetworkPlan) {
    this.layers = plan.layers.map(createLayer);
    this.kernelLayers = this.layers.filter(isKernelLayer);
  }

  /**
   * @param input [batch, …inputShape]
   * @param weights by name, `<layer>/<weight>`
   */
  forward(input: Tensor, weights: NamedTensors, statistics: StatisticsSource): ForwardPass {
    const outputs: Tensor[] = [];
    const movingAverages: Record<string, Tensor> = {};
    let signal = input;
    for (const layer of this.layers) {
      const arrived = signal;
      const result = inLayer(layer.plan.name, () =>
        layer.forward(arrived, weightsOf(layer, weights), statistics),
      );
      for (const [name, value] of Object.entries(result.movingAverages ?? {})) {
        movingAverages[`${layer.plan.name}/${name}`] = value;
      }
      outputs.push(result.output);
      signal = result.output;
    }
    return { input, outputs, movingAverages };
  }

  /**
   * The reverse pass of racecar training (arXiv:2007.00024): the input of every layer with a kernel, rebuilt
   * through the transposed weights.
   *
   *     r_L = h_L;   r_{m-1} = act_{m-1}(BN_{m-1}((r_m - b_m) W_m^T));   r_0 = (r_1 - b_1) W_1^T
   *
   * The local kind puts h_m in the place of r_m.
   *
   * @returns one entry a layer with a kernel, in the order of the layers
   */
  reverse(pass: ForwardPass, weights: NamedTensors, kind: ReverseKind): RebuiltInput[] {
    const rebuilt: RebuiltInput[] = [];
    let signal: Tensor | undefined;
    for (let index = this.layers.length - 1; index >= 0; index--) {
      const layer = this.layers[index] as Layer;
      if (!isKernelLayer(layer)) continue;
      const start = kind === 'local' || signal === undefined ? (pass.outputs[index] as Tensor) : signal;
      const result = this.rebuildInput(index, layer, start, pass, weights);
      rebuilt.unshift(result);
      signal = result.rebuilt;
    }
    return rebuilt;
  }

  private rebuildInput(
    index: number,
    layer: KernelLayer,
    start: Tensor,
    pass: ForwardPass,
    weights: NamedTensors,
  ): RebuiltInput {
    let signal = inLayer(layer.plan.name, () => layer.reverse(start, weightsOf(layer, weights)));
    for (let i = index - 1; i >= 0; i--) {
      const below = this.layers[i] as Layer;
      if (isKernelLayer(below)) {
        const arrived = signal;
        const rebuilt = inLayer(below.plan.name, () =>
          below.activateRebuilt(arrived, weightsOf(below, weights)),
        );
        return { layer, rebuilt, target: pass.outputs[i] as Tensor };
      }
      signal = below.reverse(signal, weightsOf(below, weights));
    }
    return { layer, rebuilt: signal, target: pass.input };
  }
}

/** A layer's own weights out of those of the network. */
export function weightsOf(layer: Layer, weights: NamedTensors): LayerWeights {
  return Object.fromEntries(
    layer.plan.weights.map(({ name }) => [name, weights[`${layer.plan.name}/${name}`] as Tensor]),
  );
}
