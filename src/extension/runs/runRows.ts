import type { StoredRun } from '../../runs/storedRun';
import type { SupervisedRun } from '../../trainer/supervisedRun';
import type { RunRow } from './runRow';
import { rowsOf } from './runRow';
import { severalOf } from './runTitle';

/** Progress comes ten times a second; eyes and screen readers want less. */
const PAUSE_MS = 250;

/** Where trainings are told of. */
export interface RowSource<Run> {
  readonly runs: readonly Run[];
  /** Calls a listener at every change; what is returned ends that. */
  onChange(listener: () => void): () => void;
}

/** The rows of all trainings, from the disk and from this window's supervisor, and what changes in them. */
export class RunRows {
  private readonly listeners = new Set<() => void>();
  private readonly carriedOn = new Set<string>();
  private current: readonly RunRow[];
  private timer: NodeJS.Timeout | undefined;
  private readonly unsubscribe: readonly (() => void)[];

  constructor(
    private readonly stored: RowSource<StoredRun>,
    private readonly supervised: RowSource<SupervisedRun>,
  ) {
    this.current = this.make();
    this.unsubscribe = [stored, supervised].map((source) => source.onChange(() => this.schedule()));
  }

  get all(): readonly RunRow[] {
    return this.current;
  }

  get(key: string): RunRow | undefined {
    return this.current.find((row) => row.key === key || row.folder?.id === key);
  }

  /** Calls a listener after changes, at most four times a second; what is returned ends that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Says of a run that it goes on by itself after the end of a window interrupted it. */
  markCarriedOn(directory: string): void {
    this.carriedOn.add(directory);
    this.schedule();
  }

  /** Has everything as it is at this moment. */
  renew(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.current = this.make();
    for (const listener of [...this.listeners]) listener();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const end of this.unsubscribe) end();
    this.listeners.clear();
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => this.renew(), PAUSE_MS);
  }

  private make(): readonly RunRow[] {
    const rows = rowsOf(this.stored.runs, this.supervised.runs);
    const isOneOfSeveral = severalOf(rows);
    return rows.map((row) => ({
      ...row,
      ...(this.carriedOn.has(row.key) ? { isCarriedOn: true } : {}),
      ...(isOneOfSeveral(row) ? { isOneOfSeveral: true } : {}),
    }));
  }
}
