import { UserError } from '../config/userError';

/** Whether a file operation failed because there is no such file. */
export function isMissingFile(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Whether the operating system refused something: no space, no permission, not a folder. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

/** What is told of an error: its message if somebody can mend it, the whole stack if it is a bug. */
export function describeError(error: unknown): string {
  if (error instanceof UserError) return error.format();
  if (isSystemError(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
