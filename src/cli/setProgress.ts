import type { RunProgress } from '../messages/trainerMessages';
import type { SupervisedRun } from '../trainer/supervisedRun';
import type { RunLine } from './progress';
import { printable } from './printable';
import { PLAIN_MS, TERMINAL_MS } from './progress';
import { formatDuration } from './table';

/** Shows on stderr how far runs are that go on at the same time: one line for all, and a line that stays for each end. */
export class SetProgress {
  private readonly runs = new Map<SupervisedRun, RunProgress | undefined>();
  private readonly began = performance.now();
  private readonly redraws: boolean;
  private lastShown = -Infinity;
  private ended = 0;

  /** @param count of the runs, those that have not begun among them */
  constructor(
    private readonly count: number,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {
    this.redraws = stream.isTTY;
  }

  /** The part of the line that one of the runs has. */
  lineOf(run: SupervisedRun, title: string): RunLine {
    this.runs.set(run, undefined);
    void run.ended.then(() => this.ended++);
    return {
      show: (progress) => {
        if (progress.notice !== undefined) return this.say(`${title}  ${progress.notice}`);
        this.runs.set(run, progress);
        this.show(performance.now());
      },
      end: (text) => this.say(`${title}  ${text}`),
    };
  }

  private say(text: string): void {
    if (this.redraws) this.stream.write('\r\x1b[K');
    this.stream.write(`${printable(text)}\n`);
  }

  private show(now: number): void {
    if (now - this.lastShown < (this.redraws ? TERMINAL_MS : PLAIN_MS)) return;
    this.lastShown = now;
    const text = this.describe(now);
    if (!this.redraws) this.stream.write(`${text}\n`);
    else this.stream.write(`\r${text.slice(0, (this.stream.columns ?? 80) - 1)}\x1b[K`);
  }

  private describe(now: number): string {
    const { done, of } = stepsOf([...this.runs.values()], this.count);
    const stepsPerSecond = [...this.runs]
      .filter(([{ phase }]) => phase !== 'ended')
      .reduce((sum, [, progress]) => sum + (progress?.stepsPerSecond ?? 0), 0);
    const seconds = (now - this.began) / 1000;
    const left = done > 0 ? [`${formatDuration((seconds / done) * (of - done))} left`] : [];
    return [
      `${this.ended} of ${this.count} runs ended`,
      `step ${done}/${of}`,
      ...(stepsPerSecond > 0 ? [`${stepsPerSecond.toPrecision(3)} steps/s`] : []),
      ...left,
    ].join(' · ');
  }
}

/** Steps of all runs; one that has not begun counts as many as the others have in the mean. */
export function stepsOf(
  progresses: readonly (Pick<RunProgress, 'step' | 'steps'> | undefined)[],
  count: number,
): { readonly done: number; readonly of: number } {
  const known = progresses.filter((progress) => progress !== undefined);
  const of = known.reduce((sum, { steps }) => sum + steps, 0);
  return {
    done: known.reduce((sum, { step }) => sum + step, 0),
    of: known.length === 0 ? 0 : Math.round((of / known.length) * count),
  };
}
