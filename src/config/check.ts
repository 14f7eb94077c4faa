import type { ConfigPath } from './configText';
import type { DataOptions } from './data';
import { regularizersOf } from './mode';
import type { Fix } from './fix';
import type { LayerPlan } from './networkPlan';
import { planNetwork } from './networkPlan';
import type { Problem } from './problems';
import type { Config } from './schema';

/** What is known of a data set: before it is read only for those that are generated. */
export interface DataFacts {
  readonly shape?: readonly number[];
  readonly classes?: number;
  /** Samples left for training, the validation split taken off. */
  readonly trainSamples?: number;
}

/** Checks what the schema cannot: that the parts of a config fit each other and the data. */
export function checkConfig(config: Config, facts: DataFacts = knownFacts(config.data)): Problem[] {
  const plan = planNetwork(config.network);
  const kernelLayers = plan.layers.filter((layer) => layer.hasKernel);
  const complete = plan.layers.length === config.network.layers.length;
  return [
    ...plan.problems,
    ...checkInput(config, facts),
    ...(complete ? checkOutput(plan.layers, facts) : []),
    ...(complete ? checkLambdas(config, kernelLayers) : []),
    ...checkBatch(config, facts),
    ...checkInit(config, plan.layers),
    ...weissiWarnings(config, plan.layers),
    ...batchNormWarnings(config, plan.layers, facts),
  ];
}

/** What a config alone says of its data set. */
export function knownFacts(data: DataOptions): DataFacts {
  if (data.kind !== 'peak' && data.kind !== 'digits') return {};
  const held = data.validation === 0 ? 0 : Math.max(1, Math.round(data.validation * data.train));
  return { shape: [28, 28, 1], classes: data.kind === 'peak' ? 2 : 10, trainSamples: data.train - held };
}

function error(path: Problem['path'], message: string, hint?: string, fix?: Fix): Problem {
  return {
    path,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(fix === undefined ? {} : { fix }),
    severity: 'error',
  };
}

function setting(path: Problem['path'], value: unknown): Fix {
  return { kind: 'set', path, value };
}

function checkInput(config: Config, facts: DataFacts): Problem[] {
  const { input } = config.network;
  if (facts.shape === undefined || facts.shape.join() === input.join()) return [];
  return [
    error(
      ['network', 'input'],
      `network.input: found [${input.join(', ')}], but the samples have the shape [${facts.shape.join(', ')}]`,
      `Write "input": [${facts.shape.join(', ')}].`,
      setting(['network', 'input'], facts.shape),
    ),
  ];
}

function checkOutput(layers: readonly LayerPlan[], facts: DataFacts): Problem[] {
  const last = layers.at(-1);
  if (last === undefined) return [];
  const path = ['network', 'layers', layers.length - 1];
  if (!layers.some((layer) => layer.hasKernel)) {
    return [error(path, 'network.layers: no layer has weights to train, expected a dense or conv2d layer')];
  }
  if (last.outputShape.length !== 1) {
    return [
      error(
        path,
        `network.layers[${layers.length - 1}] (${last.name}): its output has the shape [${last.outputShape.join(', ')}], expected one number a class`,
        'End with { "type": "flatten" } and a dense layer with one unit a class.',
        facts.classes === undefined
          ? undefined
          : {
              kind: 'insert',
              path: ['network', 'layers'],
              index: layers.length,
              values: [{ type: 'flatten' }, { type: 'dense', units: facts.classes }],
            },
      ),
    ];
  }
  const units = last.outputShape[0] as number;
  if (facts.classes !== undefined && units < facts.classes) {
    return [
      error(
        [...path, 'units'],
        `network.layers[${layers.length - 1}] (${last.name}): it has ${units} outputs, but the data has ${facts.classes} classes`,
        `Give it ${facts.classes} units.`,
        last.options.type === 'dense' ? setting([...path, 'units'], facts.classes) : undefined,
      ),
    ];
  }
  if (facts.classes !== undefined && units > facts.classes) {
    return [
      {
        path: [...path, 'units'],
        message: `network.layers[${layers.length - 1}] (${last.name}): it has ${units} outputs for ${facts.classes} classes; the rest is never the right answer`,
        ...(last.options.type === 'dense' ? { fix: setting([...path, 'units'], facts.classes) } : {}),
        severity: 'warning',
      },
    ];
  }
  return [];
}

function checkLambdas(config: Config, kernelLayers: readonly LayerPlan[]): Problem[] {
  return (['rr', 'rr-local', 'ort'] as const).flatMap((name) => {
    const lambda = config.regularization[name]?.lambda;
    if (!Array.isArray(lambda) || lambda.length === kernelLayers.length) return [];
    const names = kernelLayers.map((layer) => layer.name).join(', ');
    return [
      error(
        ['regularization', name, 'lambda'],
        `regularization.${name}.lambda: found a list of ${lambda.length}, expected ${kernelLayers.length}, one for each layer with a kernel (${names})`,
        undefined,
        setting(
          ['regularization', name, 'lambda'],
          kernelLayers.map((_, index) => lambda[Math.min(index, lambda.length - 1)]),
        ),
      ),
    ];
  });
}

function checkBatch(config: Config, facts: DataFacts): Problem[] {
  const { batchSize } = config.training;
  if (facts.trainSamples !== undefined && facts.trainSamples < 1) {
    return [
      error(
        ['data', 'validation'],
        'data.validation: it takes every training sample',
        'Use a smaller share.',
      ),
    ];
  }
  if (batchSize === undefined || facts.trainSamples === undefined || batchSize <= facts.trainSamples)
    return [];
  return [
    error(
      ['training', 'batchSize'],
      `training.batchSize: found ${batchSize}, but the training split has ${facts.trainSamples} samples`,
      `Use at most ${facts.trainSamples}.`,
      setting(['training', 'batchSize'], facts.trainSamples),
    ),
  ];
}

function checkInit(config: Config, layers: readonly LayerPlan[]): Problem[] {
  const known = layers.map((layer) => layer.name);
  const unknown = (key: ConfigPath[number], list: 'layers' | 'names', shown: string, name: string) =>
    error(
      ['training', 'init', list, key],
      `training.init.${list}${shown}: found "${name}", expected one of the layers ${known.join(', ')}`,
    );
  const { layers: wanted = [], names = {} } = config.training.init ?? {};
  return [
    ...wanted.flatMap((name, index) =>
      known.includes(name) ? [] : [unknown(index, 'layers', `[${index}]`, name)],
    ),
    ...Object.keys(names).flatMap((key) => {
      const layer = known.includes(key) ? key : key.replace(/\/[^/]*$/, '');
      return known.includes(layer) ? [] : [unknown(key, 'names', '', key)];
    }),
  ];
}

const normalisedOf = (layers: readonly LayerPlan[]) =>
  layers.filter((layer) => layer.options.type !== 'flatten' && layer.options.batchNorm);

/** Batch norm over a single value gives its shift, whatever the value is. */
function batchNormWarnings(config: Config, layers: readonly LayerPlan[], facts: DataFacts): Problem[] {
  const size = Math.min(config.training.batchSize ?? Infinity, facts.trainSamples ?? Infinity);
  // A convolution's mean is over the places of its image, too.
  const dense = normalisedOf(layers).filter((layer) => layer.options.type === 'dense');
  if (size !== 1 || dense.length === 0) return [];
  return [
    {
      path: config.training.batchSize === undefined ? ['data'] : ['training', 'batchSize'],
      message: `training.batchSize: with one sample a step, batch norm gives the same output for every input (${dense.map((layer) => layer.name).join(', ')})`,
      hint: 'Use at least two samples a step, better 32, or no batchNorm.',
      severity: 'warning',
    },
  ];
}

function weissiWarnings(config: Config, layers: readonly LayerPlan[]): Problem[] {
  const modes = regularizersOf(config.regularization.mode);
  if (!modes.includes('weissi')) return [];
  const normalised = normalisedOf(layers);
  if (normalised.length === 0) return [];
  return [
    {
      path: ['regularization', 'mode'],
      message: `regularization.mode: weissi penalises the norm of kernels, but before batch norm (${normalised.map((layer) => layer.name).join(', ')}) a kernel's norm has no effect on the output, so it shrinks without end`,
      hint: 'Use weissi without batchNorm.',
      severity: 'warning',
    },
  ];
}
