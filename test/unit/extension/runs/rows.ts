import { RunFolder } from '../../../../src/runs/runFolder';
import type { RunManifest } from '../../../../src/runs/runManifest';
import type { StoredRun } from '../../../../src/runs/storedRun';
import type { RunEnd, SupervisedRun } from '../../../../src/trainer/supervisedRun';
import type { RunRow } from '../../../../src/extension/runs/runRow';
import { rowsOf } from '../../../../src/extension/runs/runRow';
import { manifest } from '../../runs/manifest';

/** Texts as they are in English. */
export const english = {
  t: (message: string, ...args: (string | number)[]) =>
    message.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)])),
};

/** A run as the disk has it; its manifest's status is taken at its word. */
export function stored(
  facts: Partial<RunManifest> & { readonly directory?: string } = {},
  more: Partial<StoredRun> = {},
): StoredRun {
  const { directory = '/w/.racecar/runs/run', ...rest } = facts;
  const summary = manifest({ status: 'finished', configFile: '/w/peak.racecar.json', ...rest });
  return { folder: new RunFolder(directory), summary, status: summary.status, isResumable: false, ...more };
}

/** The row of a run that the disk alone knows. */
export function row(facts: Parameters<typeof stored>[0] = {}, more: Partial<StoredRun> = {}): RunRow {
  return rowsOf([stored(facts, more)], [])[0]!;
}

/** A training of a supervisor, as far as rows look at it; it is at what is set. */
export class FakeTraining implements SupervisedRun {
  readonly request: SupervisedRun['request'];
  readonly ended: Promise<RunEnd>;
  phase: SupervisedRun['phase'] = 'queued';
  responsive = true;
  run: SupervisedRun['run'] = undefined;
  progress: SupervisedRun['progress'] = undefined;
  private readonly listeners = new Set<() => void>();
  private resolve!: (end: RunEnd) => void;

  constructor(
    readonly ticket: string,
    request: Partial<SupervisedRun['request']> = {},
  ) {
    this.request = {
      kind: 'train',
      configFile: '/w/peak.racecar.json',
      runsDirectory: '/w/.racecar/runs',
      engine: 'auto',
      ...request,
    } as SupervisedRun['request'];
    this.ended = new Promise((resolve) => (this.resolve = resolve));
  }

  /** Has it be at something else, and says so. */
  become(facts: Partial<Pick<FakeTraining, 'phase' | 'run' | 'progress' | 'responsive'>>): this {
    Object.assign(this, facts);
    for (const listener of this.listeners) listener();
    return this;
  }

  async end(end: RunEnd): Promise<void> {
    this.become({ phase: 'ended' });
    this.resolve(end);
    await this.ended;
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  pause(): void {
    this.become({ phase: 'paused' });
  }

  continue(): void {
    this.become({ phase: 'running' });
  }

  stop(): Promise<RunEnd> {
    return this.ended;
  }

  kill(): Promise<RunEnd> {
    return this.ended;
  }
}

/** What a supervisor tells of a run with a folder. */
export function startedRun(directory: string): NonNullable<SupervisedRun['run']> {
  const id = new RunFolder(directory).id;
  return {
    id,
    directory,
    name: 'peak',
    mode: 'rr',
    seed: 3,
    steps: 100,
    engine: 'wasm',
    device: 'CPU',
    warnings: [],
  };
}
