import { RunFolder } from '../runs/runFolder';
import type { RunManifest } from '../runs/runManifest';
import type { StartedRun } from '../messages/trainerMessages';
import type { RunEnd, SupervisedRun } from '../trainer/supervisedRun';
import { Supervisor } from '../trainer/supervisor';
import { nameOfRun, trainerFile } from './environment';
import type { RunLine } from './progress';
import { ProgressLine } from './progress';
import type { SetProgress } from './setProgress';
import { standby } from './standby';
import { formatDuration } from './table';

export const EXIT = { done: 0, runFailed: 1, badInput: 2, interrupted: 130 } as const;

/** What carries a command's trainings out. */
export function commandSupervisor(parallel = 1): Supervisor {
  return new Supervisor({
    trainerFile,
    maxConcurrentRuns: parallel,
    workingFolder: process.cwd(),
    standby: standby(),
  });
}

/** Ctrl-C and its like: the first asks the runs to stop after their step, a second ends everything at once. */
export class Interruption {
  requested = false;

  constructor(private readonly supervisor: Supervisor) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.interrupt());
    if (process.platform !== 'win32') this.handOnSuspension();
    this.followParent();
  }

  /** A program that keeps a channel to this one, such as an editor's task, asks for a stop by closing it, or by ending. */
  private followParent(): void {
    const isChild = (process.connected as boolean | undefined) !== undefined;
    if (!isChild) return;
    process.on('disconnect', () => this.interrupt());
    process.channel?.unref();
    if (!process.connected) this.interrupt();
  }

  private interrupt(): void {
    if (this.requested) {
      for (const run of this.supervisor.runs) void run.kill();
      process.exit(EXIT.interrupted);
    }
    this.requested = true;
    process.stderr.write('\nStopping after this step; once more to end at once.\n');
    for (const run of this.supervisor.runs) void run.stop();
  }

  /** Ctrl-Z reaches this process alone: the trainings have groups of their own. */
  private handOnSuspension(): void {
    process.on('SIGTSTP', () => {
      this.supervisor.suspend(true);
      process.kill(process.pid, 'SIGSTOP');
    });
    process.on('SIGCONT', () => this.supervisor.suspend(false));
  }
}

/** How a run is shown while it goes on. */
export interface Showing {
  readonly title: string;
  /** Shows it together with others that go on at the same time. */
  readonly set?: SetProgress;
  /** Called as the run begins. */
  readonly onStarted?: (run: StartedRun) => void;
}

/** Shows a run's progress on stderr until it ends. */
export async function follow(run: SupervisedRun, { title, set, onStarted }: Showing): Promise<RunEnd> {
  const lineOf = (steps: number) => set?.lineOf(run, title) ?? new ProgressLine(title, steps);
  let line: RunLine | undefined;
  let shown: SupervisedRun['progress'];
  run.onChange(() => {
    if (line === undefined && run.run !== undefined) {
      onStarted?.(run.run);
      line = lineOf(run.run.steps);
    }
    if (run.progress !== undefined && run.progress !== shown) line?.show(run.progress);
    shown = run.progress;
  });
  const end = await run.ended;
  const { manifest } = end;
  if (manifest !== undefined && run.run !== undefined) {
    line ??= lineOf(manifest.steps);
    for (const warning of manifest.warnings) line.end(`warning: ${warning}`);
    line.end(lastWord(manifest, new RunFolder(run.run.directory)));
  }
  return end;
}

function lastWord(
  { status, step, steps, stepsPerSecond, error, interruption, started, ended }: RunManifest,
  folder: RunFolder,
): string {
  const goOn = `go on with: racecar resume ${nameOfRun(folder)}`;
  switch (status) {
    case 'finished': {
      const seconds = (Date.parse(ended ?? '') - Date.parse(started ?? '')) / 1000;
      return `finished ${steps} steps in ${formatDuration(seconds)} (${(stepsPerSecond ?? 0).toPrecision(3)} steps/s)`;
    }
    case 'stopped':
      return `stopped at step ${step} of ${steps}; ${goOn}`;
    case 'interrupted':
      return `interrupted: ${interruption?.message ?? 'its process ended'}; ${goOn}`;
    default:
      return `${status}: ${error?.message ?? ''}`;
  }
}

/** The exit code of a set of runs, of which any may have been stopped by Ctrl-C or from another process. */
export function exitCode(ends: readonly RunEnd[], interrupted: boolean): number {
  const ended = (as: RunEnd['status']) => ends.some(({ status }) => status === as);
  if (interrupted || ended('stopped')) return EXIT.interrupted;
  return ended('failed') || ended('interrupted') ? EXIT.runFailed : EXIT.done;
}
