import * as z from 'zod';
import { UserError } from '../config/userError';
import type { InspectorRequest } from '../messages/inspectorMessages';

const count = z.number().int().nonnegative();
const id = count;
const inspection = count;

const source = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), file: z.string().min(1) }),
  z.object({ kind: z.literal('run'), directory: z.string().min(1), step: count.optional() }),
]);

const request = z.discriminatedUnion('type', [
  z.object({ type: z.literal('open'), id, source }),
  z.object({ type: z.literal('metrics'), id, inspection, layers: z.array(z.string()).optional() }),
  z.object({
    type: z.literal('details'),
    id,
    inspection,
    layer: z.string(),
    vectors: z.object({ count, by: z.enum(['sigma', 'dataEnergy']) }),
    gramSize: count.optional(),
  }),
  z.object({ type: z.literal('course'), id, inspection, layer: z.string() }),
  z.object({ type: z.literal('data'), id, inspection, config: z.string().optional() }),
  z.object({ type: z.literal('tensor'), id, inspection, tensor: z.string() }),
  z.object({ type: z.literal('close'), id, inspection }),
  z.object({ type: z.literal('cancel'), id }),
]);

/** @throws UserError when a message is not one that a client of this version sends */
export function readInspectorRequest(message: unknown): InspectorRequest {
  const result = request.safeParse(message);
  if (result.success) return result.data as InspectorRequest;
  const issue = result.error.issues[0];
  throw new UserError(
    `a request to the inspecting process cannot be read: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    { kind: 'run', hint: 'Was Racecar updated while it was running? Reload the window.' },
  );
}
