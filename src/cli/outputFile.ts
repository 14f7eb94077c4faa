import type { Stats } from 'node:fs';
import { lstat, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../config/userError';
import { writeFileAtomically } from '../runs/atomicFile';
import { adviceOn, hasCode, isSystemError, naming } from '../runs/fileErrors';

/**
 * Looks whether a file that a command is asked for can be written, before anything is computed for it.
 * @throws UserError where its folder is missing, or it is a folder itself
 */
export async function checkOutputFile(file: string): Promise<void> {
  const found = await entry(stat, file);
  if (found?.isDirectory() === true) {
    throw new UserError('it is a folder, expected the name of a file to write', { place: { file } });
  }
  const namesFolder = file.endsWith('/') || file.endsWith(path.sep);
  const folder = namesFolder ? file : path.dirname(file);
  const place = await entry(stat, folder);
  if (place === undefined) {
    throw new UserError(`it cannot be written: there is no folder ${folder}`, {
      place: { file },
      hint: 'Make the folder first.',
    });
  }
  if (!place.isDirectory()) {
    throw new UserError(`it cannot be written: ${folder} is a file, expected a folder`, { place: { file } });
  }
}

/**
 * Writes a file that a command was asked for, in one step. What is not a plain file, such as a link or /dev/stdout, is
 * written into and not replaced.
 *
 * @returns its size in bytes
 * @throws UserError where it cannot be written there; the system's own error where the disk is full
 */
export async function writeOutputFile(file: string, contents: Uint8Array | string): Promise<number> {
  await checkOutputFile(file);
  try {
    const found = await entry(lstat, file);
    if (found === undefined || found.isFile()) await writeFileAtomically(file, contents);
    else await naming(file, () => writeFile(file, contents));
  } catch (cause) {
    if (!isSystemError(cause) || hasCode(cause, 'ENOSPC') || hasCode(cause, 'EDQUOT')) throw cause;
    const hint = adviceOn(cause);
    throw new UserError(`it cannot be written: ${cause.message}`, {
      ...{ place: { file }, cause },
      ...(hint === undefined ? {} : { hint }),
    });
  }
  return Buffer.byteLength(contents);
}

/** Undefined where there is none, or nobody may look; then writing tells why. */
async function entry(look: (file: string) => Promise<Stats>, file: string): Promise<Stats | undefined> {
  try {
    return await look(file);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}
