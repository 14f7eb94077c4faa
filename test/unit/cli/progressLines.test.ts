import { describe, expect, it } from 'vitest';
import { ProgressLine } from '../../../src/cli/progress';
import { ProgressText } from '../../../src/cli/progressText';
import { SetProgress } from '../../../src/cli/setProgress';
import type { SupervisedRun } from '../../../src/trainer/supervisedRun';

/** Clears a terminal's screen, sets its title, and begins another line. */
const HOSTILE = '\x1b[2J\x1b]0;title\x07\x9b1m\nlayer';
const SHOWN = '\\x1b[2J\\x1b]0;title\\x07\\x9b1m';

/** What is written to a stream, which is a terminal or not. */
function listen(isTTY: boolean, columns = 200): { stream: NodeJS.WriteStream; written(): string } {
  const parts: string[] = [];
  const write = (text: string) => parts.push(text) > 0;
  return {
    stream: { isTTY, columns, write } as unknown as NodeJS.WriteStream,
    written: () => parts.join(''),
  };
}

describe('progress shows names out of files as text', () => {
  it('of a long command, on one line, of a terminal no wider than it', () => {
    const plain = listen(false);
    new ProgressText(plain.stream).show(`${HOSTILE}: svd`, Infinity);
    expect(plain.written()).toBe(`${SHOWN}\\x0alayer: svd\n`);
    const terminal = listen(true);
    const progress = new ProgressText(terminal.stream);
    progress.show(`${HOSTILE}: svd`, Infinity);
    progress.end();
    expect(terminal.written()).toBe(`\r${SHOWN}\\x0alayer: svd\x1b[K\r\x1b[K`);
    const narrow = listen(true, 11);
    new ProgressText(narrow.stream).show(HOSTILE, Infinity);
    expect(narrow.written()).toBe(`\r${SHOWN.slice(0, 9)}…\x1b[K`);
    // A terminal that does not know its width says zero.
    const unknown = listen(true, 0);
    new ProgressText(unknown.stream).show('a', Infinity);
    expect(unknown.written()).toBe('\ra\x1b[K');
  });

  it('of a run, and of what stays of it', () => {
    const { stream, written } = listen(true);
    const line = new ProgressLine(HOSTILE, 10, stream);
    line.show({ step: 1, steps: 10, stepsPerSecond: 0 }, Infinity);
    line.end(`warning: ${HOSTILE}`);
    expect(written()).toBe(
      `\r${SHOWN}\\x0alayer  step 1/10\x1b[K\r\x1b[K${SHOWN}\nlayer  warning: ${SHOWN}\nlayer\n`,
    );
  });

  it('of several runs at once', () => {
    const { stream, written } = listen(false);
    const run = { ended: new Promise(() => undefined) } as unknown as SupervisedRun;
    new SetProgress(2, stream).lineOf(run, 'a').end(HOSTILE);
    expect(written()).toBe(`a  ${SHOWN}\nlayer\n`);
  });
});
