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

/**
 * Does something with an open file. What the operating system refuses there says nothing of which file it was; the error
 * that is thrown on does.
 */
export async function naming<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isSystemError(error) && error.path === undefined) {
      error.path = file;
      error.message = `${error.message} '${file}'`;
    }
    throw error;
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Make room; a run that had begun goes on with `racecar resume`.',
  EDQUOT: 'Your share of the disk is used up. Make room; a run that had begun goes on with `racecar resume`.',
  EROFS: 'The disk can only be read. Name a folder on another one.',
  EACCES: 'Its permissions do not allow that. Change them, or name another place.',
  EMFILE: 'Too many files are open. Close other programs, or raise the limit (ulimit -n).',
};

/** What can be done about what the operating system refused, where that is known. */
export function adviceOn(error: NodeJS.ErrnoException): string | undefined {
  return ADVICE[error.code ?? ''];
}

/** What is told of an error: its message if somebody can mend it, the whole stack if it is a bug. */
export function describeError(error: unknown): string {
  if (error instanceof UserError) return error.format();
  if (isSystemError(error)) {
    const advice = adviceOn(error);
    return advice === undefined ? error.message : `${error.message}\n  ${advice}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
