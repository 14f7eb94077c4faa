import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { keep, valueAndGrads } from '@tensorflow/tfjs-core';
import type { HostTensor, HostTensors } from '../network/hostTensor';
import { scalar } from '../network/hostTensor';
import type { NamedTensors } from '../network/network';
import type { LossParts, Model } from './model';
import { drawsOfStep, lossParts } from './model';
import { isKernel, joined, separated, updatedTogether } from './parameterGroups';
import type { Program } from './program';
import { scheduledRate } from './schedule';

/**
 * One training step: forward and reverse pass, gradients, update.
 *
 * State: the weights, and the optimizer's accumulators as `optimizer/<weight>/<slot>`. Inputs: `x`, `y`,
 * `learningRate`, `optimizer/<scalar>` and `draw/<name>`. Outputs: `loss`, `taskLoss` and `penalty/<name>`, as they
 * are before the update.
 */
export function stepProgram(model: Model): Program {
  return {
    name: 'step',
    run(state, inputs) {
      const { parts, gradients } = lossAndGradients(model, state, inputs);
      return {
        state: { ...update(model, state, inputs, gradients), ...parts.movingAverages },
        outputs: parts.outputs,
      };
    },
  };
}

/** The loss of the state as it is, with the gradients as `gradient/<weight>`, for tests and diagnostics. */
export function gradientProgram(model: Model): Program {
  return {
    name: 'gradient',
    run(state, inputs) {
      const { parts, gradients } = lossAndGradients(model, state, inputs);
      const named = Object.entries(gradients).map(([name, gradient]) => [`gradient/${name}`, gradient]);
      return { outputs: { ...parts.outputs, ...Object.fromEntries(named) } };
    },
  };
}

/** The loss alone, of a batch in training mode. */
export function lossProgram(model: Model): Program {
  return {
    name: 'loss',
    run: (state, inputs) => ({ outputs: lossOutputs(lossParts(model, state, inputs, 'batch')) }),
  };
}

export function lossOutputs({ loss, taskLoss, penalties }: LossParts): Record<string, Scalar> {
  const named = Object.entries(penalties).map(([name, penalty]) => [`penalty/${name}`, penalty]);
  return { loss, taskLoss, ...Object.fromEntries(named) };
}

/** The inputs of a step beside its batch. */
export function stepInputs(model: Model, step: number, steps: number): Record<string, HostTensor> {
  const { optimizer, schedule } = model.config.training;
  const scalars = Object.entries(model.optimizer.scalars(step)).map(([name, value]) => [
    optimizerScalar(name),
    scalar(value),
  ]);
  return {
    learningRate: scalar(scheduledRate(schedule, optimizer.learningRate, step, steps)),
    ...Object.fromEntries(scalars),
    ...drawsOfStep(model, step),
  };
}

/** The optimizer's accumulators as they are before the first step. */
export function initialSlots(model: Model, weights: HostTensors): HostTensors {
  const entries = model.trainable.flatMap((name) =>
    model.optimizer.slots.map((slot) => {
      const { shape, data } = weights[name]!;
      return [slotName(name, slot), { shape, data: new Float32Array(data.length) }];
    }),
  );
  return Object.fromEntries(entries);
}

const slotName = (weight: string, slot: string) => `optimizer/${weight}/${slot}`;
const optimizerScalar = (name: string) => `optimizer/${name}`;

interface KeptParts {
  readonly outputs: NamedTensors;
  readonly movingAverages: NamedTensors;
}

function lossAndGradients(
  model: Model,
  state: NamedTensors,
  inputs: NamedTensors,
): { parts: KeptParts; gradients: NamedTensors } {
  let kept: KeptParts | undefined;
  const { grads } = valueAndGrads((...values: Tensor[]) => {
    const weights = { ...state, ...Object.fromEntries(model.trainable.map((name, i) => [name, values[i]!])) };
    const parts = lossParts(model, weights, inputs, 'batch');
    // What the gradient computation would dispose of with its other intermediate results.
    kept = { outputs: lossOutputs(parts), movingAverages: parts.pass.movingAverages };
    for (const tensor of [...Object.values(kept.outputs), ...Object.values(kept.movingAverages)])
      keep(tensor);
    return parts.loss;
  })(model.trainable.map((name) => state[name]!));
  return {
    parts: kept!,
    gradients: Object.fromEntries(model.trainable.map((name, i) => [name, grads[i]!])),
  };
}

function update(
  { optimizer, trainable }: Model,
  state: NamedTensors,
  inputs: NamedTensors,
  gradients: NamedTensors,
): NamedTensors {
  const scalars = Object.fromEntries(
    Object.keys(optimizer.scalars(0)).map((name) => [name, inputs[optimizerScalar(name)]!]),
  );
  const next: Record<string, Tensor> = {};
  for (const names of updatedTogether(trainable, state, optimizer)) {
    const parameters = names.map((name) => state[name]!);
    const shapes = parameters.map(({ shape }) => shape);
    const result = optimizer.update({
      parameter: joined(parameters),
      gradient: joined(names.map((name) => gradients[name]!)),
      slots: Object.fromEntries(
        optimizer.slots.map((slot) => [slot, joined(names.map((name) => state[slotName(name, slot)]!))]),
      ),
      scalars,
      learningRate: inputs.learningRate!,
      isKernel: isKernel(names[0]!),
    });
    for (const [index, value] of separated(result.parameter, shapes).entries()) next[names[index]!] = value;
    for (const [slot, values] of Object.entries(result.slots)) {
      for (const [index, value] of separated(values, shapes).entries()) {
        next[slotName(names[index]!, slot)] = value;
      }
    }
  }
  return next;
}
