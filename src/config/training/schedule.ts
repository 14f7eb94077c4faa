import * as z from 'zod';

const warmup = z
  .int()
  .min(0)
  .default(0)
  .describe('Steps over which the rate first rises linearly to its full value.');

const constant = z
  .strictObject({ type: z.literal('constant'), warmup })
  .describe('The same rate throughout.');

const step = z
  .strictObject({
    type: z.literal('step'),
    every: z
      .int()
      .min(1)
      .describe('Steps between two drops.')
      .meta({ examples: [1000] }),
    factor: z.number().gt(0).max(1).default(0.1).describe('What the rate is multiplied by at each drop.'),
    warmup,
  })
  .describe('Drops the rate by a factor at equal intervals.');

const cosine = z
  .strictObject({
    type: z.literal('cosine'),
    final: z.number().min(0).max(1).default(0).describe('Share of the rate that is left at the end.'),
    warmup,
  })
  .describe(
    'Lowers the rate along half a cosine to the end of training (Loshchilov & Hutter, arXiv:1608.03983).',
  );

export const scheduleSchema = z.discriminatedUnion('type', [constant, step, cosine]);

export type ScheduleOptions = z.output<typeof scheduleSchema>;
