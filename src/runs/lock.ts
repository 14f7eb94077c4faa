import { readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { UserError } from '../config/userError';
import { hasCode, isMissingFile, isSystemError, naming } from './fileErrors';
import { isSameProcess } from './liveness';
import { folderGone, LostRun } from './lostRun';
import { ownStart, processStart } from './processStart';
import type { RunFolder } from './runFolder';

const ownerSchema = z.object({
  pid: z.number(),
  host: z.string(),
  time: z.string(),
  processStart: processStart.optional(),
});
type Owner = z.output<typeof ownerSchema>;

/** How long two processes that clear the same stale lock away may be apart. */
const SETTLE_MS = 50;

/** A run's folder, taken for this process, so that no two train in it. */
export class RunLock {
  constructor(
    readonly run: RunFolder,
    private readonly own: Owner,
  ) {}

  /**
   * Looks whether the folder is still this process's own. Somebody may have deleted or moved it, and another machine
   * takes over the run of a process that was halted for long.
   *
   * @throws LostRun when it is not; this process must not write there any more
   */
  async check(): Promise<void> {
    let owner: Owner | undefined;
    try {
      owner = await readOwner(this.run);
    } catch (error) {
      // A file that cannot be read at the moment says nothing of whose it is.
      if (isSystemError(error)) return;
      throw error;
    }
    if (isSame(owner, this.own)) return;
    throw folderGone(this.run) ?? takenOver(this.run, owner);
  }

  /** Whether the lock file names this process. */
  async isOwn(): Promise<boolean> {
    return isSame(await readOwner(this.run), this.own);
  }

  /** Gives the folder back, if it is still this process's own. */
  async release(): Promise<void> {
    if (await this.isOwn()) await rm(this.run.lock, { force: true });
  }
}

/**
 * Takes a run's folder for this process. A lock whose process is gone is taken over.
 * @throws UserError when another process trains in the folder
 */
export async function lockRun(run: RunFolder): Promise<RunLock> {
  const time = new Date().toISOString();
  const own: Owner = { pid: process.pid, host: os.hostname(), time, processStart: ownStart() };
  const lock = new RunLock(run, own);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await naming(run.lock, () => writeFile(run.lock, JSON.stringify(own), { flag: 'wx' }));
      // Another process may have taken this lock for a stale one, or have read it before it was written.
      await sleep(SETTLE_MS);
      if (await lock.isOwn()) return lock;
      break;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      const owner = await readOwner(run);
      if (owner !== undefined && owner.host === own.host && isSameProcess(owner)) break;
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

/** Whether a process other than the one of that number on this machine has taken a run's folder. */
export async function isTakenByOther(run: RunFolder, pid: number): Promise<boolean> {
  const owner = await readOwner(run);
  return owner !== undefined && (owner.pid !== pid || owner.host !== os.hostname());
}

function takenOver(run: RunFolder, owner: Owner | undefined): LostRun {
  if (owner === undefined) {
    return new LostRun(
      "the run's lock.json is gone, by which other processes know that it is being trained, so this training ends",
      `Go on from its last checkpoint with: racecar resume ${run.id}`,
      run,
    );
  }
  return new LostRun(
    `another process trains the run by now (${owner.pid} on ${owner.host}, since ${owner.time}), so this one ends`,
    'That one goes on from the last checkpoint.',
    run,
  );
}

function isSame(owner: Owner | undefined, own: Owner): boolean {
  return owner?.pid === own.pid && owner.host === own.host && owner.time === own.time;
}

async function readOwner(run: RunFolder): Promise<Owner | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(run.lock, 'utf8')));
  } catch (error) {
    if (isMissingFile(error) || error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
