import type { RunProgress } from '../messages/trainerMessages';
import type { LoopProgress } from './trainingLoop';

/** Time between two reports: as often as anybody can see a change. */
const REPORT_MS = 100;

/** Passes the progress of a training on, at most some times a second; the newest is never lost, only the ones before. */
export class ProgressReports {
  private newest: RunProgress | undefined;
  private lastReport = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly report: (progress: RunProgress) => void) {}

  add({ step, stepsPerSecond, line, notice }: LoopProgress, steps: number): void {
    if (notice !== undefined) return this.report({ step, steps, stepsPerSecond, notice });
    const isFirstLine = line !== undefined && this.newest?.line === undefined;
    this.newest = { step, steps, stepsPerSecond, ...lastLine(line, this.newest) };
    const wait = this.lastReport + REPORT_MS - performance.now();
    // That a training has begun is worth telling at once.
    if (wait <= 0 || isFirstLine) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), wait);
  }

  /** Reports what has not been reported. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.lastReport = performance.now();
    if (this.newest !== undefined) this.report(this.newest);
  }
}

function lastLine(line: LoopProgress['line'], before: RunProgress | undefined): Pick<RunProgress, 'line'> {
  if (line === undefined) return before?.line === undefined ? {} : { line: before.line };
  const { step, epoch, loss, taskLoss, penalties, learningRate } = line;
  const { trainAccuracy, validationAccuracy, testAccuracy } = line;
  return {
    line: {
      ...{ step, epoch, loss, taskLoss, penalties: { ...penalties }, learningRate },
      ...{ trainAccuracy, validationAccuracy, testAccuracy },
    },
  };
}
