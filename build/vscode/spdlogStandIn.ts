/**
 * Stands in for @vscode/spdlog in a VS Code server whose native modules were not compiled: what of its interface the
 * server uses. Each line is appended to its file at once.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** By their numbers, as spdlog counts them. */
const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'] as const;

export class Logger {
  private level = LEVELS.indexOf('info');
  private hasPrefix = true;

  readonly trace = (message: string) => this.log('trace', message);
  readonly debug = (message: string) => this.log('debug', message);
  readonly info = (message: string) => this.log('info', message);
  readonly warn = (message: string) => this.log('warning', message);
  readonly error = (message: string) => this.log('error', message);
  readonly critical = (message: string) => this.log('critical', message);

  constructor(private readonly file: string) {
    mkdirSync(path.dirname(file), { recursive: true });
    this.append('');
  }

  getLevel(): number {
    return this.level;
  }
  setLevel(level: number): void {
    this.level = level;
  }
  clearFormatters(): void {
    this.hasPrefix = false;
  }
  setPattern(): void {}
  flush(): void {}
  drop(): void {}

  private log(level: (typeof LEVELS)[number], message: string): void {
    if (LEVELS.indexOf(level) < this.level) return;
    this.append(this.hasPrefix ? `${new Date().toISOString()} [${level}] ${message}\n` : message);
  }

  private append(text: string): void {
    try {
      appendFileSync(this.file, text);
    } catch (error) {
      // The folder of a test's window is removed while the server still says its last words.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

export const version = 0;
export const createRotatingLogger = async (_name: string, file: string) => new Logger(file);
export const createAsyncRotatingLogger = createRotatingLogger;
export const setLevel = (): void => {};
export const setFlushOn = (): void => {};
export const shutdown = (): void => {};
