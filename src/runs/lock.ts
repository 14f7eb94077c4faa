import { readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { UserError } from '../config/userError';
import { hasCode, isMissingFile, isSystemError, naming } from './fileErrors';
import { isNumberedHere, isSameProcess, SIGN_OF_LIFE_MS } from './liveness';
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

/** How long a lock may be missing: a folder is away while its drive reconnects, or is mounted again. */
const ABSENCE_MS = 5_000;

/** Time between two looks while something is waited for. */
const LOOK_MS = 200;

/** How long the files of a process elsewhere are watched, which a training changes several times in it. */
const WATCH_MS = 2 * SIGN_OF_LIFE_MS;

/** A run's folder, taken for this process, so that no two train in it. */
export class RunLock {
  /** Since when every look found no lock, by `performance.now()`. */
  private missingSince: number | undefined;

  constructor(
    readonly run: RunFolder,
    private readonly own: Owner,
  ) {}

  /**
   * Looks whether the folder is still this process's own. Somebody may have deleted or moved it, and another machine
   * takes over the run of a process that was halted for long.
   *
   * @returns false where there is no lock at the moment; nothing may be written there then
   * @throws LostRun when the folder is another's, or its lock stays missing; this process must not write there any more
   */
  async look(): Promise<boolean> {
    let owner: Owner | undefined;
    try {
      owner = await readOwner(this.run);
    } catch (error) {
      // A file that cannot be read at the moment says nothing of whose it is.
      if (isSystemError(error)) return true;
      throw error;
    }
    if (owner !== undefined) {
      this.missingSince = undefined;
      if (isSame(owner, this.own)) return true;
      throw takenOver(this.run, owner);
    }
    const now = performance.now();
    this.missingSince ??= now;
    if (now - this.missingSince < ABSENCE_MS) return false;
    throw folderGone(this.run) ?? lockGone(this.run);
  }

  /** As `look`, before something is written: waits while there is no lock. */
  async check(): Promise<void> {
    while (!(await this.look())) await sleep(LOOK_MS);
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
 * Takes a run's folder for this process. A lock whose process is gone is taken over; one that is left from elsewhere is
 * watched for a while before.
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
      if (owner !== undefined && (isNumberedHere(owner) ? isSameProcess(owner) : await changes(run))) break;
      await rm(run.lock, { force: true });
    }
  }
  throw new UserError(`another process trains the run ${run.id}`, {
    place: { file: run.lock },
    hint: 'Wait for it, or stop it first.',
  });
}

/** What a user who waits for `lockRun` should know: that it will take a while, and why; undefined where it will not. */
export async function lockDelay(run: RunFolder): Promise<string | undefined> {
  const owner = await readOwner(run);
  if (owner === undefined || isNumberedHere(owner)) return undefined;
  return `the run's lock is that of process ${owner.pid} on ${owner.host}, which cannot be looked up from here: watching the run for ${WATCH_MS / 1000} s`;
}

/**
 * Whether somebody is at a run: the lock or the manifest changes while they are watched. Clocks, which machines may have
 * set differently, play no part in it.
 */
async function changes(run: RunFolder): Promise<boolean> {
  const began = performance.now();
  const read = () => Promise.all([run.lock, run.manifest].map(textOf));
  const [lock, manifest] = await read();
  while (performance.now() - began < WATCH_MS) {
    await sleep(LOOK_MS);
    const now = await read();
    if (now[0] !== lock || now[1] !== manifest) return true;
  }
  return false;
}

/** Takes away the lock of a process of this machine that is gone, or about to be. */
export async function releaseLockOf(run: RunFolder, pid: number): Promise<void> {
  const owner = await readOwner(run);
  if (owner?.pid === pid && isNumberedHere(owner)) await rm(run.lock, { force: true });
}

/** Whether a process other than the one of that number on this machine has taken a run's folder. */
export async function isTakenByOther(run: RunFolder, pid: number): Promise<boolean> {
  const owner = await readOwner(run);
  return owner !== undefined && (owner.pid !== pid || !isNumberedHere(owner));
}

function lockGone(run: RunFolder): LostRun {
  return new LostRun(
    "the run's lock.json is gone, by which other processes know that it is being trained, so this training ends",
    `Go on from its last checkpoint with: racecar resume ${run.id}`,
    run,
  );
}

function takenOver(run: RunFolder, { pid, host, time }: Owner): LostRun {
  return new LostRun(
    `another process trains the run by now (${pid} on ${host}, since ${time}), so this one ends`,
    'That one goes on from the last checkpoint.',
    run,
  );
}

function isSame(owner: Owner | undefined, own: Owner): boolean {
  return owner?.pid === own.pid && owner.host === own.host && owner.time === own.time;
}

async function readOwner(run: RunFolder): Promise<Owner | undefined> {
  const text = await textOf(run.lock);
  if (text === undefined) return undefined;
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

/** A file's text; undefined where there is no such file. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
}
