import * as z from 'zod';
import type { ToLayerHost } from './layerMessages';
import { PAGE_ACTIONS } from './layerMessages';
import { offeredFile } from './offeredFile';

const whole = z.number().int().nonnegative();
const text = z.string();
const of = { inspection: whole, layer: text };

const request = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('details'),
    ...of,
    count: whole,
    by: z.enum(['sigma', 'dataEnergy']),
    gramSize: whole,
  }),
  z.object({ kind: z.literal('course'), ...of }),
  z.object({ kind: z.literal('tensor'), inspection: whole, tensor: text }),
  z.object({ kind: z.literal('save'), ...offeredFile }),
]);

const toHost = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), version: whole }),
  z.object({ type: z.literal('request'), id: whole, request }),
  z.object({ type: z.literal('cancel'), id: whole }),
  z.object({ type: z.literal('act'), action: z.enum(PAGE_ACTIONS) }),
  z.object({ type: z.literal('selected'), layer: text }),
  z.object({ type: z.literal('open'), layer: text, direction: whole }),
  z.object({ type: z.literal('docs'), section: z.string().regex(/^[\p{L}\p{N}-]+$/u) }),
]) satisfies z.ZodType<ToLayerHost>;

/** What a page said, or undefined where it is nothing that a page says. */
export function parseToLayerHost(message: unknown): ToLayerHost | undefined {
  const result = toHost.safeParse(message);
  return result.success ? result.data : undefined;
}
