import path from 'node:path';
import { messageOf, UserError } from '../config/userError';
import { writeFileAtomically } from '../runs/atomicFile';
import { isMissingFile } from '../runs/fileErrors';

/**
 * Writes a page that a command was asked for.
 * @returns its size in bytes
 * @throws UserError where it cannot be written there
 */
export async function writePage(file: string, html: string): Promise<number> {
  try {
    await writeFileAtomically(file, html);
  } catch (cause) {
    const folder = path.dirname(file);
    throw new UserError(
      isMissingFile(cause)
        ? `the page cannot be written: there is no folder ${folder}`
        : `the page cannot be written: ${messageOf(cause)}`,
      { place: { file }, cause, ...(isMissingFile(cause) ? { hint: 'Make the folder first.' } : {}) },
    );
  }
  return Buffer.byteLength(html);
}
