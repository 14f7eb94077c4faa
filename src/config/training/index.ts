import * as z from 'zod';
import { initSchema } from './init';
import { DEFAULT_OPTIMIZER, optimizerSchema } from './optimizer';
import { scheduleSchema } from './schedule';

export const LOSSES = ['softmaxCrossEntropy', 'softmaxCrossEntropyTwice'] as const;
export type LossName = (typeof LOSSES)[number];

const everySteps = z.int().min(1);

export const trainingSchema = z
  .strictObject({
    loss: z
      .enum(LOSSES)
      .default('softmaxCrossEntropy')
      .describe(
        'Mean over the batch. softmaxCrossEntropyTwice takes the softmax of a softmax, as the reference code does.',
      )
      .meta({ formula: 'softmaxCrossEntropy: -mean(log softmax(z)[label])' }),
    optimizer: optimizerSchema.prefault(DEFAULT_OPTIMIZER).describe('How the gradients change the weights.'),
    schedule: scheduleSchema
      .prefault({ type: 'constant' })
      .describe('How the learning rate changes over the steps.'),
    epochs: z.int().min(1).default(10).describe('Passes over the training split.'),
    batchSize: z
      .int()
      .min(1)
      .optional()
      .describe('Samples a step; 32 by default, or the whole training split when it is smaller.'),
    seed: z
      .int()
      .min(0)
      .default(0)
      .describe('Seed of the weights, the order of the samples and all other random draws.'),
    logEvery: everySteps.optional().describe('Steps between two logged points; about 500 points by default.'),
    evaluateEvery: everySteps
      .optional()
      .describe(
        'Steps between two evaluations of the whole splits, rounded up to logged steps; by default so rare that they cost less than the training.',
      ),
    snapshotEvery: everySteps
      .optional()
      .describe(
        'Steps between two snapshots of the weights; about 20 by default. Step 0 and the last always.',
      ),
    keepSnapshots: z
      .int()
      .min(2)
      .default(100)
      .describe('Snapshots kept at most; when there are more, those closest to their neighbours go first.'),
    probes: z
      .int()
      .min(1)
      .max(256)
      .default(16)
      .describe('Training samples whose rebuilt states are kept in every snapshot.'),
    batchNormAtTest: z
      .enum(['moving', 'batch'])
      .default('moving')
      .describe(
        'Statistics for batch norm when evaluating: the moving averages, or those of the evaluated samples, as the reference code does.',
      ),
    init: initSchema.optional(),
  })
  .describe('How the network is trained.');

export type TrainingOptions = z.output<typeof trainingSchema>;
