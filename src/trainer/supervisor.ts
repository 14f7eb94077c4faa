import os from 'node:os';
import type { TrainingRequest } from '../messages/trainerMessages';
import { ChildRun } from './childRun';
import { Listeners } from './listeners';
import type { Standby } from './standby';
import type { SupervisedRun } from './supervisedRun';

/** From a request to stop until a process is ended by force, when nobody says otherwise. */
const GRACE_MS = 10_000;

export interface SupervisorOptions {
  /** The bundled trainerMain.ts; what it loads lies beside it. */
  readonly trainerFile: string;
  /** Trainings at once; 1 by default. 0: one, and of a set as many as there are cores. */
  readonly maxConcurrentRuns?: number;
  /** Processor cores that the trainings share; by default all. */
  readonly cores?: number;
  /** The program that runs them; by default the one that runs this. */
  readonly execPath?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The folder that they work in; by default that of each one's config. */
  readonly workingFolder?: string;
  /** A process that waits already, in the same working folder, for the first training. */
  readonly standby?: Standby | undefined;
  readonly graceMs?: number;
  /** Takes the lines that the processes write, and the ticket of the run that each is of. */
  readonly log?: (line: string, ticket: string) => void;
}

/** Carries trainings out in processes of their own, some at once and the others in a queue. */
export class Supervisor {
  private readonly listeners = new Listeners();
  private readonly current: ChildRun[] = [];
  /** How many belong together with each. */
  private readonly sizes = new WeakMap<ChildRun, number>();
  private limit: number;
  private tickets = 0;
  private disposed = false;

  constructor(private readonly options: SupervisorOptions) {
    this.limit = wholeNumber(options.maxConcurrentRuns ?? 1);
  }

  /** Those queued and going on, in the order in which they were asked for. */
  get runs(): readonly SupervisedRun[] {
    return [...this.current];
  }

  /** Whether it ends, and with it everything of its window: what is stopped then was not stopped by anybody. */
  get isDisposed(): boolean {
    return this.disposed;
  }

  /** Calls a listener whenever a run was added, has changed or has ended; what is returned ends that. */
  onChange(listener: () => void): () => void {
    return this.listeners.add(listener);
  }

  /**
   * Asks for a training. It starts as soon as there is room for it.
   * @throws Error after `dispose`
   */
  start(request: TrainingRequest): SupervisedRun {
    return this.startSet([request])[0]!;
  }

  /** Asks for several trainings that belong together. Errors as in `start`. */
  startSet(requests: readonly TrainingRequest[]): SupervisedRun[] {
    const runs = requests.map((request) => this.queue(request));
    for (const run of runs) this.sizes.set(run, runs.length);
    this.advance();
    this.listeners.tell();
    return runs;
  }

  private queue(request: TrainingRequest): ChildRun {
    if (this.disposed) throw new Error('a supervisor that was disposed of starts nothing');
    const { trainerFile, execPath, env, workingFolder, standby, graceMs, log } = this.options;
    const ticket = `training-${++this.tickets}`;
    const run = new ChildRun(ticket, request, {
      trainerFile,
      execPath: execPath ?? process.execPath,
      env: env ?? process.env,
      workingFolder,
      standby,
      graceMs: graceMs ?? GRACE_MS,
      log: (line) => log?.(line, ticket),
    });
    this.current.push(run);
    run.onChange(() => this.listeners.tell());
    void run.ended.then(() => {
      this.current.splice(this.current.indexOf(run), 1);
      this.advance();
      this.listeners.tell();
    });
    return run;
  }

  /** Changes how many train at once; those under way go on. */
  setMaxConcurrentRuns(limit: number): void {
    this.limit = wholeNumber(limit);
    this.advance();
  }

  /** Stops all processes as Ctrl-Z does, or lets them go on; on Windows nothing. */
  suspend(suspended: boolean): void {
    for (const run of this.current) run.suspend(suspended);
  }

  /**
   * Ends everything: what is queued does not start, what goes on is interrupted in a state that can be resumed.
   * @param graceMs how long that may take before it is done by force
   */
  async dispose(graceMs = this.options.graceMs ?? GRACE_MS): Promise<void> {
    this.disposed = true;
    // The queue first, so that nothing of it takes a place that becomes free.
    const waiting = this.current.filter(({ phase }) => phase === 'queued');
    await Promise.all(waiting.map((run) => run.stop()));
    await Promise.all([...this.current].map((run) => run.finish('parent', graceMs)));
  }

  private advance(): void {
    if (this.disposed) return;
    const queue = this.current.filter(({ phase }) => phase === 'queued');
    const going = this.current.filter(({ phase }) => phase !== 'queued' && phase !== 'ended').length;
    const room = this.atOnce() - going;
    for (const run of queue.slice(0, Math.max(0, room))) run.launch(this.threadsEach());
  }

  /** Trainings that may run at once now. */
  private atOnce(): number {
    if (this.limit > 0) return this.limit;
    const largest = Math.max(1, ...this.current.map((run) => this.sizes.get(run) ?? 1));
    return Math.min(largest, this.cores);
  }

  private get cores(): number {
    return this.options.cores ?? os.availableParallelism();
  }

  /** The cores divided among the trainings that may run at once; undefined where the engine's own choice is as good. */
  private threadsEach(): number | undefined {
    const { env = process.env } = this.options;
    const atOnce = this.atOnce();
    if (atOnce === 1 || env.RACECAR_THREADS !== undefined) return undefined;
    return Math.max(1, Math.floor(this.cores / atOnce));
  }
}

function wholeNumber(limit: number): number {
  return Math.max(0, Math.floor(limit));
}
