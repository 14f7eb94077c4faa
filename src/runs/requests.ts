import { readFile, rename, rm } from 'node:fs/promises';
import * as z from 'zod';
import { temporaryName, writeFileAtomically } from './atomicFile';
import { isMissingFile } from './fileErrors';
import type { RunFolder } from './runFolder';

const requestSchema = z.object({ request: z.enum(['stop', 'pause', 'continue']) });

/** What any process may ask of a run by a file in its folder. */
export type RunRequest = z.output<typeof requestSchema>['request'];

export async function makeRequest(run: RunFolder, request: RunRequest): Promise<void> {
  await writeFileAtomically(run.request, JSON.stringify({ request }));
}

/**
 * Takes a request that was made, and its file away; a file that is none is taken away too. It is renamed before it is
 * read, so that a request which replaces it meanwhile is not lost.
 */
export async function takeRequest(run: RunFolder): Promise<RunRequest | undefined> {
  const taken = temporaryName(run.request);
  try {
    await rename(run.request, taken);
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
  try {
    return requestSchema.parse(JSON.parse(await readFile(taken, 'utf8'))).request;
  } catch {
    // Somebody else's file: asking for nothing known, it is no request.
    return undefined;
  } finally {
    await rm(taken, { recursive: true, force: true });
  }
}
