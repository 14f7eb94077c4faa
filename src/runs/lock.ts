import { readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { UserError } from '../config/userError';
import { hasCode, naming, isMissingFile } from './fileErrors';
import { isSameProcess } from './liveness';
import type { RunFolder } from './runFolder';

const ownerSchema = z.object({ pid: z.number(), host: z.string(), time: z.string() });
type Owner = z.output<typeof ownerSchema>;

/** How long two processes that clear the same stale lock away may be apart. */
const SETTLE_MS = 50;

/**
 * Takes a run's folder for this process, so that no two train in it. A lock whose process is gone is taken over.
 *
 * @returns what gives it back
 * @throws UserError when another process trains in the folder
 */
export async function lockRun(run: RunFolder): Promise<() => Promise<void>> {
  const own: Owner = { pid: process.pid, host: os.hostname(), time: new Date().toISOString() };
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await naming(run.lock, () => writeFile(run.lock, JSON.stringify(own), { flag: 'wx' }));
      if (await isStillOwn(run, own)) return () => rm(run.lock, { force: true });
      break;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      const owner = await readOwner(run);
      if (owner !== undefined && owner.host === own.host && isSameProcess(owner.pid, owner.time)) break;
      await rm(run.lock, { force: true });
    }
  }
  throw new UserError(`another process trains the run ${run.id}`, {
    place: { file: run.lock },
    hint: 'Wait for it, or stop it first.',
  });
}

/** Takes away the lock of a process of this machine that is gone, or about to be. */
export async function releaseLockOf(run: RunFolder, pid: number): Promise<void> {
  const owner = await readOwner(run);
  if (owner?.pid === pid && owner.host === os.hostname()) await rm(run.lock, { force: true });
}

/** Another process may have taken this lock for a stale one, or have read it before it was written. */
async function isStillOwn(run: RunFolder, own: Owner): Promise<boolean> {
  await sleep(SETTLE_MS);
  const owner = await readOwner(run);
  return owner?.pid === own.pid && owner.time === own.time;
}

async function readOwner(run: RunFolder): Promise<Owner | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(run.lock, 'utf8')));
  } catch (error) {
    if (isMissingFile(error) || error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
