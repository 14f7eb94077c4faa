import { closeSync, openSync, readFileSync, statSync, type Stats } from 'node:fs';
import { messageOf, UserError } from '../config/userError';

/** Files larger than this are refused rather than read whole into memory; Node's own limit is 2 GiB. */
const MAX_FILE_BYTES = 2 ** 31 - 1;

/** A whole file in memory; every failure is an error that names the file. */
export function readWhole(file: string, hint?: string): Buffer {
  const stats = statOf(file, hint);
  if (stats.isDirectory()) throw failure(file, 'is a folder; a file was expected', hint);
  if (stats.size > MAX_FILE_BYTES) {
    throw failure(file, `has ${stats.size} bytes; at most ${MAX_FILE_BYTES} can be read`, hint);
  }
  try {
    return readFileSync(file);
  } catch (thrown) {
    throw systemFailure(file, thrown, hint);
  }
}

/** Runs `use` with the opened file and closes it. */
export function withOpenFile<T>(file: string, use: (descriptor: number) => T, hint?: string): T {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (thrown) {
    throw systemFailure(file, thrown, hint);
  }
  try {
    return use(descriptor);
  } catch (thrown) {
    throw thrown instanceof UserError ? thrown : systemFailure(file, thrown, hint);
  } finally {
    closeSync(descriptor);
  }
}

export function statOf(file: string, hint?: string): Stats {
  try {
    return statSync(file);
  } catch (thrown) {
    throw systemFailure(file, thrown, hint);
  }
}

/** What the operating system refused, in words. */
export function systemFailure(file: string, thrown: unknown, hint?: string): UserError {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  const reasons: Record<string, string> = {
    ENOENT: 'does not exist',
    ENOTDIR: 'does not exist: a part of its path is a file',
    EISDIR: 'is a folder; a file was expected',
    EACCES: 'may not be read: permission denied',
    EPERM: 'may not be read: permission denied',
    ENAMETOOLONG: 'has too long a name',
  };
  const reason = reasons[String(code)] ?? `cannot be read: ${messageOf(thrown)}`;
  return failure(file, reason, hint, thrown);
}

function failure(file: string, reason: string, hint?: string, cause?: unknown): UserError {
  return new UserError(`the path ${reason}`, { place: { file }, ...(hint && { hint }), cause });
}
