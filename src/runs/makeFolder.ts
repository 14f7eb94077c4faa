import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { hasCode, isMissingFile } from './fileErrors';

/**
 * Makes a folder and those above it that are missing, and does nothing where it is there. One after the other, since
 * Node's own way to make them all at once never ends where the system has a folder but makes none in it, such as /proc.
 * @throws what the system says of the first that it does not make
 */
export async function makeFolder(directory: string): Promise<void> {
  try {
    await makeOne(directory);
  } catch (error) {
    const parent = path.dirname(directory);
    if (!hasCode(error, 'ENOENT') || parent === directory) throw error;
    // Also where the one above is there by now: somebody else may have made it a moment ago.
    await makeFolder(parent);
    await makeOne(directory);
  }
}

/** Somebody else may make it at the same time; of a drive and the like the system says other things than that it is there. */
async function makeOne(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || !(await isFolder(directory))) throw error;
  }
}

async function isFolder(name: string): Promise<boolean> {
  try {
    return (await stat(name)).isDirectory();
  } catch (error) {
    if (isMissingFile(error)) return false;
    throw error;
  }
}
