import type { Tensor } from '@tensorflow/tfjs-core';
import { argMax, cast, equal, eye, matMul, ones, slice, sqrt, square, sub, sum } from '@tensorflow/tfjs-core';
import type { StatisticsSource } from '../network/layers/layer';
import { asMatrix, kernelOf } from '../regularization/regularizer';
import type { Model } from './model';
import { lossParts } from './model';
import type { Program } from './program';
import { lossOutputs } from './stepProgram';

/** Inputs `x`, `y`. Output `correct`: how many samples the network classifies rightly. */
export function accuracyProgram(model: Model): Program {
  return {
    name: 'accuracy',
    run(state, { x, y }) {
      const pass = model.network.forward(x!, state, model.statisticsAtTest);
      const hits = equal(argMax(pass.outputs.at(-1)!, 1), argMax(y!, 1));
      return { outputs: { correct: sum(cast(hits, 'float32')) } };
    },
  };
}

/** Inputs `x`, `y` and the draws. Outputs the parts of the loss as the network is evaluated, without an update. */
export function evaluatedLossProgram(model: Model): Program {
  return {
    name: 'evaluatedLoss',
    run: (state, inputs) => ({
      outputs: lossOutputs(lossParts(model, state, inputs, model.statisticsAtTest)),
    }),
  };
}

/**
 * How well the reverse passes rebuild the inputs of the layers with a kernel.
 *
 * Input `x`. Outputs, each a sum of squares over the batch: `<layer>/full` and `<layer>/local`, ||r - h||^2, and
 * `<layer>/target`, ||h||^2.
 */
export function reverseErrorProgram(model: Model, statistics: StatisticsSource): Program {
  return {
    name: `reverseError/${statistics}`,
    run(state, { x }) {
      const pass = model.network.forward(x!, state, statistics);
      const outputs: Record<string, Tensor> = {};
      for (const kind of ['full', 'local'] as const) {
        for (const { layer, rebuilt, target } of model.network.reverse(pass, state, kind)) {
          outputs[`${layer.plan.name}/${kind}`] = sum(square(sub(rebuilt, target)));
          outputs[`${layer.plan.name}/target`] = sum(square(target));
        }
      }
      return { outputs };
    },
  };
}

/** Outputs `<layer>/norm`, ||W||_F, and `<layer>/orthogonality`, ||W^T W - I||_F^2 on the kernel's smaller side. */
export function kernelProgram(model: Model): Program {
  return {
    name: 'kernel',
    run(state) {
      const outputs: Record<string, Tensor> = {};
      for (const layer of model.network.kernelLayers) {
        const kernel = asMatrix(kernelOf(layer, state));
        const [rows, columns] = kernel.shape;
        const tall = rows >= columns;
        const gram = matMul(kernel, kernel, tall, !tall);
        outputs[`${layer.plan.name}/norm`] = sqrt(sum(square(kernel)));
        outputs[`${layer.plan.name}/orthogonality`] = sum(square(sub(gram, eye(Math.min(rows, columns)))));
      }
      return { outputs };
    },
  };
}

/**
 * How much of the layers' inputs X lies along given directions of their input space.
 *
 * Inputs `x`, and `directions/<layer>` of the kernel's shape with k in place of the outputs. Outputs, summed over
 * the batch: `<layer>/energy` [k], ||X u_j||^2, and `<layer>/total`, ||X||_F^2. The inputs of a convolution are the
 * patches that its kernel meets.
 */
export function dataEnergyProgram(model: Model): Program {
  return {
    name: 'dataEnergy',
    run(state, inputs) {
      const pass = model.network.forward(inputs.x!, state, model.statisticsAtTest);
      const outputs: Record<string, Tensor> = {};
      for (const layer of model.network.kernelLayers) {
        const index = model.network.layers.indexOf(layer);
        const input = index === 0 ? pass.input : pass.outputs[index - 1]!;
        const directions = inputs[`directions/${layer.plan.name}`]!;
        const along = layer.linear(input, directions);
        const sampleAxes = along.shape.slice(0, -1).map((_, axis) => axis);
        outputs[`${layer.plan.name}/energy`] = sum(square(along), sampleAxes);
        const everything = ones([...directions.shape.slice(0, -1), 1]);
        outputs[`${layer.plan.name}/total`] = sum(layer.linear(square(input), everything));
      }
      return { outputs };
    },
  };
}

/** Input `x`. Output `input`: what reaches a layer of each sample of the batch, as the network is evaluated. */
export function layerInputProgram(model: Model, layer: number): Program {
  return {
    name: `layerInput/${layer}`,
    run(state, { x }) {
      const pass = model.network.forward(x!, state, model.statisticsAtTest);
      return { outputs: { input: layer === 0 ? pass.input : pass.outputs[layer - 1]! } };
    },
  };
}

/**
 * The states of the first samples of a batch, from passes over the whole batch, since batch norm rebuilds with the
 * batch's statistics.
 *
 * Input `x`. Outputs `<layer>/activation` for every layer, and for those with a kernel `<layer>/full` and
 * `<layer>/local`, their rebuilt inputs; each [count, …].
 */
export function probeProgram(model: Model, count: number): Program {
  const firstRows = (tensor: Tensor) =>
    slice(
      tensor,
      tensor.shape.map(() => 0),
      [count, ...tensor.shape.slice(1)],
    );
  return {
    name: 'probe',
    run(state, { x }) {
      const pass = model.network.forward(x!, state, model.statisticsAtTest);
      const outputs: Record<string, Tensor> = {};
      for (const [index, layer] of model.network.layers.entries()) {
        outputs[`${layer.plan.name}/activation`] = firstRows(pass.outputs[index]!);
      }
      for (const kind of ['full', 'local'] as const) {
        for (const { layer, rebuilt } of model.network.reverse(pass, state, kind)) {
          outputs[`${layer.plan.name}/${kind}`] = firstRows(rebuilt);
        }
      }
      return { outputs };
    },
  };
}
