import * as z from 'zod';
import type { OfferedFile } from './dashboardMessages';

/** The parts of a request to save a file. */
export const offeredFile = {
  name: z.string(),
  encoding: z.enum(['utf8', 'base64']),
  content: z.string(),
} satisfies Readonly<Record<keyof OfferedFile, z.ZodType>>;
