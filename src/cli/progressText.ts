import { fittedLine } from './fittedLine';
import { printableLine } from './printable';
import { PLAIN_MS, TERMINAL_MS } from './progress';

/** Tells on stderr what a long command is doing: a line drawn anew on a terminal, now and then a plain one elsewhere. */
export class ProgressText {
  private lastShown = performance.now();
  private isDrawn = false;

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {}

  /** @param given may hold names out of files */
  show(given: string, now = performance.now()): void {
    if (now - this.lastShown < (this.stream.isTTY ? TERMINAL_MS : PLAIN_MS)) return;
    this.lastShown = now;
    this.isDrawn = true;
    const text = printableLine(given);
    if (!this.stream.isTTY) this.stream.write(`${text}\n`);
    else this.stream.write(`\r${fittedLine(text, this.stream)}\x1b[K`);
  }

  /** Takes away what was drawn. */
  end(): void {
    if (this.isDrawn && this.stream.isTTY) this.stream.write('\r\x1b[K');
    this.isDrawn = false;
  }
}
