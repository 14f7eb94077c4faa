import type { Tensor } from '@tensorflow/tfjs-core';
import type { Model } from './model';
import type { Program } from './program';

/**
 * The network as it is evaluated, for use elsewhere: all that a forward pass and the full reverse pass compute.
 *
 * Input `x`. Outputs `logits`, what the last layer gives; `<layer>/activation` for every layer; and `<layer>/full` for
 * those with a kernel, their inputs as the full reverse pass rebuilds them, first layer last.
 */
export function networkProgram(model: Model): Program {
  return {
    name: 'network',
    run(state, { x }) {
      const { network, statisticsAtTest } = model;
      const pass = network.forward(x!, state, statisticsAtTest);
      const outputs: Record<string, Tensor> = { logits: pass.outputs.at(-1)! };
      for (const [index, layer] of network.layers.entries()) {
        outputs[`${layer.plan.name}/activation`] = pass.outputs[index]!;
      }
      for (const { layer, rebuilt } of network.reverse(pass, state, 'full').reverse()) {
        outputs[`${layer.plan.name}/full`] = rebuilt;
      }
      return { outputs };
    },
  };
}
