import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { messageOf } from '../config/userError';
import { mapConcurrently } from './concurrently';
import { isMissingFile } from './fileErrors';
import { RunFolder } from './runFolder';
import type { StoredRun, UnreadableRun } from './storedRun';
import { claimsLife, readStoredRun, withLife } from './storedRun';

/** Files asked for at once. More do not make it faster, and others want to read too. */
const AT_ONCE = 16;
/** Runs read before what is known so far is handed on. */
const BATCH = 100;
/** A manifest that cannot be read counts as being written for so long after it, or its folder, last changed. */
const GRACE_MS = 5_000;

/** What an update found to be different. */
export interface RunsChange {
  readonly added: readonly StoredRun[];
  readonly changed: readonly StoredRun[];
  readonly removed: readonly StoredRun[];
  /** Whether the list of unreadable runs is another. */
  readonly unreadable: boolean;
}

/** Which runs an update looks at besides new ones and those that are going on: all, or these folders. */
export type Scope = 'all' | ReadonlySet<string>;

/** What is known of a run folder, and of which state of its manifest. */
interface Entry {
  readonly stamp: string;
  readonly run?: StoredRun;
  readonly unreadable?: UnreadableRun;
  /** Being written, it seems: it is read again at the next update. */
  readonly isUnsettled?: boolean;
}

interface Candidate {
  readonly directory: string;
  readonly stamp: string;
  readonly modified: number;
}

/**
 * The runs of some runs directories, kept in step with the disk. Made for thousands: a manifest is read once for each
 * state of its file, and an update that finds nothing new only lists the directories.
 */
export class RunIndex {
  private readonly entries = new Map<string, Entry>();
  private sorted: readonly StoredRun[] | undefined = [];

  /** Newest first. */
  get runs(): readonly StoredRun[] {
    this.sorted ??= [...this.entries.values()]
      .map(({ run }) => run)
      .filter((run) => run !== undefined)
      .sort(newestFirst);
    return this.sorted;
  }

  get unreadable(): readonly UnreadableRun[] {
    return [...this.entries.values()]
      .map(({ unreadable }) => unreadable)
      .filter((each) => each !== undefined);
  }

  /** @param name the id of a run, or its folder */
  get(name: string): StoredRun | undefined {
    return this.entries.get(name)?.run ?? this.runs.find(({ folder }) => folder.id === name);
  }

  /** Whether a training is going on. */
  get hasLive(): boolean {
    return this.runs.some(({ status }) => status === 'running' || status === 'paused');
  }

  /**
   * Brings the index in step with the disk. Updates must not overlap.
   *
   * @param directories of runs; runs of others are forgotten
   * @returns what changed, as it is found, the newest first
   */
  async *update(directories: readonly string[], scope: Scope): AsyncGenerator<RunsChange> {
    const present = await this.list(directories);
    const removed = this.forgetAllBut(present);
    if (removed !== undefined) yield removed;
    const due = [...present].filter(
      (directory) => scope === 'all' || scope.has(directory) || this.isDue(directory),
    );
    const candidates = (await mapConcurrently(due, AT_ONCE, stampOf))
      .filter((candidate) => candidate !== undefined)
      .filter((candidate) => this.isStale(candidate))
      .sort((a, b) => b.modified - a.modified);
    for (let start = 0; start < candidates.length; start += BATCH) {
      const batch = candidates.slice(start, start + BATCH);
      const found = await mapConcurrently(batch, AT_ONCE, (candidate) => this.read(candidate));
      const change = this.take(batch, found);
      if (change !== undefined) yield change;
    }
  }

  /** The folders in the runs directories; a directory that cannot be read keeps what was known of it. */
  private async list(directories: readonly string[]): Promise<Set<string>> {
    const present = new Set<string>();
    for (const parent of new Set(directories)) {
      try {
        for (const entry of await readdir(parent, { withFileTypes: true })) {
          if (entry.isDirectory()) present.add(path.join(parent, entry.name));
        }
      } catch (error) {
        if (isMissingFile(error)) continue;
        for (const known of this.entries.keys()) if (path.dirname(known) === parent) present.add(known);
      }
    }
    return present;
  }

  private forgetAllBut(present: ReadonlySet<string>): RunsChange | undefined {
    const gone = [...this.entries].filter(([directory]) => !present.has(directory));
    if (gone.length === 0) return undefined;
    for (const [directory] of gone) this.entries.delete(directory);
    this.sorted = undefined;
    const removed = gone.map(([, { run }]) => run).filter((run) => run !== undefined);
    return { added: [], changed: [], removed, unreadable: removed.length < gone.length };
  }

  /** Whether a folder is looked at in every update. */
  private isDue(directory: string): boolean {
    const entry = this.entries.get(directory);
    return entry?.run === undefined || entry.isUnsettled === true || claimsLife(entry.run);
  }

  private isStale({ directory, stamp }: Candidate): boolean {
    const entry = this.entries.get(directory);
    if (entry === undefined || entry.stamp !== stamp || entry.isUnsettled === true) return true;
    return entry.run !== undefined && claimsLife(entry.run);
  }

  /** Undefined for a folder that is gone. */
  private async read({ directory, stamp, modified }: Candidate): Promise<Entry | undefined> {
    const known = this.entries.get(directory);
    try {
      const isUnchanged = known?.run !== undefined && known.stamp === stamp;
      const run = isUnchanged
        ? await withLife(known.run.folder, known.run.summary)
        : await readStoredRun(directory);
      return { stamp, run };
    } catch (error) {
      const isBeingWritten = Math.abs(Date.now() - modified) < GRACE_MS;
      if (isBeingWritten) return { ...known, stamp, isUnsettled: true };
      if ((await stampOf(directory)) === undefined) return undefined;
      return { stamp, unreadable: { folder: new RunFolder(directory), reason: messageOf(error) } };
    }
  }

  private take(batch: readonly Candidate[], found: readonly (Entry | undefined)[]): RunsChange | undefined {
    const added: StoredRun[] = [];
    const changed: StoredRun[] = [];
    const removed: StoredRun[] = [];
    let unreadable = false;
    batch.forEach(({ directory }, index) => {
      const before = this.entries.get(directory);
      const now = found[index];
      if (now === undefined) this.entries.delete(directory);
      else this.entries.set(directory, now);
      if (before?.run === undefined && now?.run !== undefined) added.push(now.run);
      else if (before?.run !== undefined && now?.run === undefined) removed.push(before.run);
      else if (now?.run !== undefined && !isDeepStrictEqual(now.run, before?.run)) changed.push(now.run);
      unreadable ||= !isDeepStrictEqual(now?.unreadable, before?.unreadable);
    });
    if (added.length + changed.length + removed.length === 0 && !unreadable) return undefined;
    this.sorted = undefined;
    return { added, changed, removed, unreadable };
  }
}

/** The state of a run's manifest, or of its folder while there is none; undefined for a folder that is gone. */
async function stampOf(directory: string): Promise<Candidate | undefined> {
  for (const file of [new RunFolder(directory).manifest, directory]) {
    try {
      const { mtimeMs, ctimeMs, size, ino } = await stat(file);
      return {
        directory,
        stamp: `${file === directory}:${mtimeMs}:${ctimeMs}:${size}:${ino}`,
        modified: mtimeMs,
      };
    } catch (error) {
      if (isMissingFile(error)) continue;
      // A folder that may not be looked into is told of when it is read.
      return { directory, stamp: messageOf(error), modified: 0 };
    }
  }
  return undefined;
}

function newestFirst(a: StoredRun, b: StoredRun): number {
  return b.summary.created.localeCompare(a.summary.created) || b.folder.id.localeCompare(a.folder.id);
}
