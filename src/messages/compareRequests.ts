import * as z from 'zod';
import type { FromComparison } from './compareMessages';

const text = z.string();
const texts = z.array(text);

const changes = z.object({
  notes: text.nullable().optional(),
  group: z
    .union([z.enum(['none', 'mode']), texts])
    .nullable()
    .optional(),
  baseline: text.nullable().optional(),
  sort: z
    .array(z.object({ column: text, descending: z.boolean().optional() }))
    .nullable()
    .optional(),
  filter: text.nullable().optional(),
  columns: texts.nullable().optional(),
  hidden: texts.nullable().optional(),
  layout: z.record(text, z.unknown()).nullable().optional(),
});

const fromComparison = z.discriminatedUnion('type', [
  z.object({ type: z.literal('watch'), columns: texts }),
  z.object({ type: z.literal('edit'), changes }),
  z.object({ type: z.literal('diff'), runs: z.tuple([text, text]) }),
  z.object({ type: z.literal('openDashboard'), run: text }),
  z.object({ type: z.literal('keep') }),
  z.object({ type: z.literal('addRuns') }),
  z.object({ type: z.literal('removeRun'), run: text }),
  z.object({ type: z.literal('report'), runs: texts }),
]);

/** What the page of a comparison said, or undefined where it is nothing that one says. */
export function parseFromComparison(message: unknown): FromComparison | undefined {
  const result = fromComparison.safeParse(message);
  return result.success ? (result.data as FromComparison) : undefined;
}
