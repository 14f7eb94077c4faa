import type { Tensor } from '@tensorflow/tfjs-core';
import { eye, matMul, reshape } from '@tensorflow/tfjs-core';
import { sizeOf } from '../config/networkPlan';
import type { Model } from '../training/model';
import type { Program } from '../training/program';

/**
 * X^T X of the inputs X [samples, rows] of layers with a kernel, summed over the batch. The inputs of a convolution are
 * the patches that its kernel meets.
 *
 * Input `x`. Outputs by layer name, [rows, rows].
 */
export function inputGramProgram(model: Model, layers: readonly string[]): Program {
  return {
    name: `inputGram/${layers.join('/')}`,
    run(state, { x }) {
      const pass = model.network.forward(x!, state, model.statisticsAtTest);
      const outputs: Record<string, Tensor> = {};
      for (const layer of model.network.kernelLayers) {
        const { name, weights } = layer.plan;
        if (!layers.includes(name)) continue;
        const index = model.network.layers.indexOf(layer);
        const input = index === 0 ? pass.input : pass.outputs[index - 1]!;
        const directions = weights.find((weight) => weight.name === 'kernel')!.shape.slice(0, -1);
        const rows = sizeOf(directions);
        // A kernel with an output for each of its entries makes the patches.
        const patches =
          input.rank === 2 ? input : layer.linear(input, reshape(eye(rows), [...directions, rows]));
        const flat = reshape(patches, [-1, rows]);
        outputs[name] = matMul(flat, flat, true);
      }
      return { outputs };
    },
  };
}
