import type { MetricsLine } from '../runs/metrics';
import type { LoopProgress } from '../trainer/trainingLoop';
import { formatDuration, formatNumber, formatPercent } from './table';

/** How often a line on a terminal is drawn anew, and a plain line is written elsewhere. */
const TERMINAL_MS = 100;
const PLAIN_MS = 5_000;

/** Shows the progress of one run on stderr: one line drawn anew on a terminal, plain lines elsewhere. */
export class ProgressLine {
  private lastShown = 0;
  private line: MetricsLine | undefined;

  constructor(
    private readonly title: string,
    private readonly steps: number,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  show(progress: LoopProgress, now = Date.now()): void {
    this.line = progress.line ?? this.line;
    if (now - this.lastShown < (this.stream.isTTY ? TERMINAL_MS : PLAIN_MS)) return;
    // The very first word says only that it has begun; the first line with losses follows at once.
    if (this.line !== undefined) this.lastShown = now;
    this.write(`${this.title}  ${this.describe(progress)}`);
  }

  /** Ends the line with a last word. */
  end(text: string): void {
    if (this.stream.isTTY) this.stream.write(`\r\x1b[K`);
    this.stream.write(`${this.title}  ${text}\n`);
  }

  private write(text: string): void {
    if (!this.stream.isTTY) this.stream.write(`${text}\n`);
    else this.stream.write(`\r${text.slice(0, (this.stream.columns ?? 80) - 1)}\x1b[K`);
  }

  private describe({ step, stepsPerSecond }: LoopProgress): string {
    const left = formatDuration((this.steps - step) / stepsPerSecond);
    const speed = stepsPerSecond > 0 ? [`${stepsPerSecond.toPrecision(3)} steps/s`, `${left} left`] : [];
    const losses = this.line === undefined ? [] : describeLosses(this.line);
    const parts = [`step ${step}/${this.steps}`, ...speed, ...losses];
    return parts.join(' · ');
  }
}

function describeLosses({ loss, taskLoss, penalties, testAccuracy }: MetricsLine): string[] {
  return [
    `loss ${formatNumber(loss)}`,
    `task ${formatNumber(taskLoss)}`,
    ...Object.entries(penalties).map(([name, value]) => `${name} ${formatNumber(value)}`),
    ...(testAccuracy === undefined ? [] : [`test ${formatPercent(testAccuracy)}`]),
  ];
}
