import type { RunProgress } from '../messages/trainerMessages';
import { fittedLine } from './fittedLine';
import { printable, printableLine } from './printable';
import { formatDuration, formatNumber, formatPercent } from './table';

/** How often a line on a terminal is drawn anew, and a plain line is written elsewhere. */
export const TERMINAL_MS = 100;
export const PLAIN_MS = 5_000;

/** Where the progress of a run is told. */
export interface RunLine {
  show(progress: RunProgress): void;
  /** A line that stays. */
  end(text: string): void;
}

/** Shows the progress of one run on stderr: one line drawn anew on a terminal, plain lines elsewhere. */
export class ProgressLine implements RunLine {
  private lastShown = -Infinity;
  private line: RunProgress['line'];
  private readonly redraws: boolean;

  constructor(
    private readonly title: string,
    private readonly steps: number,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {
    this.redraws = stream.isTTY;
  }

  show(progress: RunProgress, now = performance.now()): void {
    if (progress.notice !== undefined) return this.end(progress.notice);
    this.line = progress.line ?? this.line;
    if (now - this.lastShown < (this.redraws ? TERMINAL_MS : PLAIN_MS)) return;
    // The very first word says only that it has begun; the first line with losses follows at once.
    if (this.line !== undefined) this.lastShown = now;
    this.write(`${this.title}  ${this.describe(progress)}`);
  }

  /** A line that stays, in place of what is drawn anew. */
  end(text: string): void {
    if (this.redraws) this.stream.write(`\r\x1b[K`);
    this.stream.write(`${printable(`${this.title}  ${text}`)}\n`);
  }

  private write(given: string): void {
    const text = printableLine(given);
    if (!this.redraws) this.stream.write(`${text}\n`);
    else this.stream.write(`\r${fittedLine(text, this.stream)}\x1b[K`);
  }

  private describe({ step, stepsPerSecond }: RunProgress): string {
    const left = formatDuration((this.steps - step) / stepsPerSecond);
    const speed = stepsPerSecond > 0 ? [`${stepsPerSecond.toPrecision(3)} steps/s`, `${left} left`] : [];
    const losses = this.line === undefined ? [] : describeLosses(this.line);
    const parts = [`step ${step}/${this.steps}`, ...speed, ...losses];
    return parts.join(' · ');
  }
}

function describeLosses({
  loss,
  taskLoss,
  penalties,
  testAccuracy,
}: NonNullable<RunProgress['line']>): string[] {
  return [
    `loss ${formatNumber(loss)}`,
    `task ${formatNumber(taskLoss)}`,
    ...Object.entries(penalties).map(([name, value]) => `${name} ${formatNumber(value)}`),
    ...(testAccuracy === undefined ? [] : [`test ${formatPercent(testAccuracy)}`]),
  ];
}
