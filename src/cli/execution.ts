import type { RunFolder } from '../runs/runFolder';
import type { RunManifest } from '../runs/runManifest';
import type { RunHandle } from '../trainer/runTraining';
import type { LoopProgress } from '../trainer/trainingLoop';
import { nameOfRun } from './environment';
import { ProgressLine } from './progress';
import { formatDuration } from './table';

export const EXIT = { done: 0, runFailed: 1, badInput: 2, interrupted: 130 } as const;

/** Ctrl-C and its like: the first asks the run to stop after its step, a second ends the process at once. */
export class Interruption {
  private current: RunHandle | undefined;
  requested = false;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.interrupt());
  }

  /** The run that an interruption stops. */
  watch(run: RunHandle): void {
    this.current = run;
    if (this.requested) run.stop();
  }

  private interrupt(): void {
    if (this.requested) process.exit(EXIT.interrupted);
    this.requested = true;
    process.stderr.write('\nStopping after this step; once more to end at once.\n');
    this.current?.stop();
  }
}

/** Carries a run out with its progress on stderr. */
export async function follow(
  title: string,
  steps: number,
  interruption: Interruption,
  start: (onProgress: (progress: LoopProgress) => void) => Promise<RunHandle>,
): Promise<{ handle: RunHandle; manifest: RunManifest }> {
  const line = new ProgressLine(title, steps);
  const handle = await start((progress) => line.show(progress));
  interruption.watch(handle);
  const manifest = await handle.ended;
  for (const warning of manifest.warnings) line.end(`warning: ${warning}`);
  line.end(lastWord(manifest, handle.folder));
  return { handle, manifest };
}

function lastWord(
  { status, step, steps, stepsPerSecond, error, started, ended }: RunManifest,
  folder: RunFolder,
): string {
  switch (status) {
    case 'finished': {
      const seconds = (Date.parse(ended ?? '') - Date.parse(started ?? '')) / 1000;
      return `finished ${steps} steps in ${formatDuration(seconds)} (${(stepsPerSecond ?? 0).toPrecision(3)} steps/s)`;
    }
    case 'stopped':
      return `stopped at step ${step} of ${steps}; go on with: racecar resume ${nameOfRun(folder)}`;
    default:
      return `${status}: ${error?.message ?? ''}`;
  }
}

/** The exit code of a set of runs, of which any may have been stopped by Ctrl-C or from another process. */
export function exitCode(manifests: readonly RunManifest[], interrupted: boolean): number {
  const ended = (as: RunManifest['status']) => manifests.some(({ status }) => status === as);
  if (interrupted || ended('stopped')) return EXIT.interrupted;
  return ended('failed') ? EXIT.runFailed : EXIT.done;
}
