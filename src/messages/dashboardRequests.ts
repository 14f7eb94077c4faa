import * as z from 'zod';
import type { ToHost } from './dashboardMessages';
import { RUN_ACTIONS } from './dashboardMessages';
import { offeredFile } from './offeredFile';

const step = z.number().int().nonnegative();
const run = z.string();

const request = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('header'), run, step }),
  z.object({ kind: z.literal('tensors'), run, step, names: z.array(z.string()) }),
  z.object({ kind: z.literal('samples'), run, step, layer: z.string(), direction: step }),
  z.object({ kind: z.literal('principal'), run, step, layer: z.string() }),
  z.object({ kind: z.literal('cancelSearch'), run, search: z.enum(['samples', 'principal']) }),
  z.object({
    kind: z.literal('courses'),
    columns: z.array(z.string()),
    stretches: z.array(z.object({ run, from: step, to: step })),
    whole: z.boolean().optional(),
  }),
  z.object({ kind: z.literal('action'), run, action: z.enum(RUN_ACTIONS) }),
  z.object({ kind: z.literal('docs'), rule: z.string().regex(/^[a-z-]+$/) }),
  z.object({ kind: z.literal('save'), ...offeredFile }),
]);

const toHost = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), version: z.number().int() }),
  z.object({ type: z.literal('cursor'), step: step.nullable() }),
  z.object({ type: z.literal('request'), id: z.number().int(), request }),
]) satisfies z.ZodType<ToHost>;

/** What a page said, or undefined where it is nothing that a page says. */
export function parseToHost(message: unknown): ToHost | undefined {
  const result = toHost.safeParse(message);
  return result.success ? result.data : undefined;
}
