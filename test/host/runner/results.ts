import { readFile } from 'node:fs/promises';
import type { TestEvent } from './plan';

export interface Results {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NOTHING: Results = { passed: 0, failed: 0, skipped: 0 };

export function sum(one: Results, other: Results): Results {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

const MARKS = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' } as const;
/** Failed, and is tried once more. */
const AGAIN = 'FAIL (once more)';

/** What a results file says so far; none when the process that writes it has not begun. */
export async function readEvents(file: string): Promise<TestEvent[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TestEvent);
}

export function isDone(events: readonly TestEvent[]): boolean {
  return events.at(-1)?.event === 'done';
}

/** Prints each test and counts. A process that ended before its last test has failed one more. */
export function report(label: string, events: readonly TestEvent[], problem?: string): Results {
  let results = NOTHING;
  for (const event of events) {
    if (event.event === 'again') say(`${AGAIN} ${label}: ${event.title}`, event.error);
    if (event.event !== 'ended') continue;
    results = sum(results, { ...NOTHING, [event.outcome]: 1 });
    const time = `${(event.milliseconds / 1000).toFixed(1)} s`;
    say(`${MARKS[event.outcome]} ${label}: ${event.title} (${time})`, event.error);
  }
  const reason = problem ?? (isDone(events) ? undefined : 'ended before its last test');
  if (reason === undefined) return results;
  process.stdout.write(`${MARKS.failed} ${label}: ${reason}${unfinished(events)}\n`);
  return sum(results, { ...NOTHING, failed: 1 });
}

function say(line: string, error: string | undefined): void {
  process.stdout.write(`${line}\n`);
  if (error !== undefined) process.stdout.write(`${error.replace(/^/gm, '       ')}\n`);
}

function unfinished(events: readonly TestEvent[]): string {
  const last = events.at(-1);
  return last?.event === 'began' ? `, during "${last.title}"` : '';
}
