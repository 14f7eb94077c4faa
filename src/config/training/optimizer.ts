import * as z from 'zod';

const learningRate = (value: number) =>
  z.number().gt(0).default(value).describe('Step size before the schedule.');
const decay = (value: number, what: string) => z.number().min(0).lt(1).default(value).describe(what);
const epsilon = (value: number) =>
  z.number().gt(0).default(value).describe('Added to the root of the second moment.');

const adamOptions = {
  learningRate: learningRate(1e-3),
  beta1: decay(0.9, 'Decay of the mean of the gradients.'),
  beta2: decay(0.999, 'Decay of the mean of the squared gradients.'),
  epsilon: epsilon(1e-8),
};

const adam = z
  .strictObject({ type: z.literal('adam'), ...adamOptions })
  .describe('Adam (Kingma & Ba, arXiv:1412.6980).');

const adamw = z
  .strictObject({
    type: z.literal('adamw'),
    ...adamOptions,
    weightDecay: z.number().min(0).default(1e-2).describe('Decoupled decay of the kernels.'),
  })
  .describe('Adam with decoupled weight decay (Loshchilov & Hutter, arXiv:1711.05101).');

const sgd = z
  .strictObject({
    type: z.literal('sgd'),
    learningRate: learningRate(1e-2),
    momentum: decay(0, 'Share of the last step that goes on.'),
    nesterov: z.boolean().default(false).describe('Look ahead along the momentum.'),
  })
  .describe('Stochastic gradient descent with momentum.');

const rmsprop = z
  .strictObject({
    type: z.literal('rmsprop'),
    learningRate: learningRate(1e-3),
    decay: decay(0.9, 'Decay of the mean of the squared gradients.'),
    momentum: decay(0, 'Share of the last step that goes on.'),
    epsilon: epsilon(1e-7),
  })
  .describe('RMSProp (Tieleman & Hinton 2012).');

export const optimizerSchema = z.discriminatedUnion('type', [adam, sgd, rmsprop, adamw]);

/** What a config without an optimizer has. */
export const DEFAULT_OPTIMIZER = { type: 'adam' } as const;

export type OptimizerOptions = z.output<typeof optimizerSchema>;
export type OptimizerType = OptimizerOptions['type'];
export type OptimizerOptionsOf<T extends OptimizerType> = Extract<OptimizerOptions, { type: T }>;
