import * as z from 'zod';

const weight = z.number().min(0);

/** A regularizer's weight: one number for the whole network, or one for each layer with a kernel. */
export const lambda = z.union([weight, z.array(weight).min(1)], {
  error: 'a number of at least 0, or a list of such numbers, one for each layer with a kernel',
});

export type Lambda = z.output<typeof lambda>;
