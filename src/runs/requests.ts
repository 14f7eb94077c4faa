import { readFile, rm } from 'node:fs/promises';
import * as z from 'zod';
import { writeFileAtomically } from './atomicFile';
import { isMissingFile } from './fileErrors';
import type { RunFolder } from './runFolder';

const requestSchema = z.object({ request: z.enum(['stop', 'pause', 'continue']) });

/** What any process may ask of a run by a file in its folder. */
export type RunRequest = z.output<typeof requestSchema>['request'];

export async function makeRequest(run: RunFolder, request: RunRequest): Promise<void> {
  await writeFileAtomically(run.request, JSON.stringify({ request }));
}

/** Takes a request that was made, and its file away; a file that is none is taken away too. */
export async function takeRequest(run: RunFolder): Promise<RunRequest | undefined> {
  let text: string;
  try {
    text = await readFile(run.request, 'utf8');
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
  await rm(run.request, { force: true });
  try {
    return requestSchema.parse(JSON.parse(text)).request;
  } catch {
    // Somebody else's file: asking for nothing known, it is no request.
    return undefined;
  }
}
