import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSystemError, naming } from './fileErrors';

/**
 * Replaces a file in one step: a reader finds the old contents or the new, never half of either, also after a crash.
 * The contents go to a temporary file in the same folder, which is then renamed.
 */
export async function writeFileAtomically(path: string, contents: Uint8Array | string): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await replaceBy(temporary, path, contents);
  } catch (error) {
    throw saidOf(path, temporary, error);
  }
  await syncFolder(dirname(path));
}

async function replaceBy(temporary: string, path: string, contents: Uint8Array | string): Promise<void> {
  const file = await open(temporary, 'wx');
  try {
    try {
      await naming(path, async () => {
        await file.writeFile(contents);
        await file.sync();
      });
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** What the operating system says of the temporary file, said of the one that somebody knows. */
function saidOf(path: string, temporary: string, error: unknown): unknown {
  if (isSystemError(error)) {
    if (error.path === temporary) error.path = path;
    error.message = error.message.replace(`'${temporary}' -> `, '').replaceAll(temporary, path);
  }
  return error;
}

/** A name beside a file that no other process uses: `<name>.<pid>.<random>.tmp`. */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
}

/** Removes the temporary files that writers which were killed left in a folder. Nobody else may be writing there. */
export async function removeTemporaryFiles(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => /\.\d+\.[0-9a-f]{8}\.tmp$/.test(name));
  for (const name of left) await rm(join(folder, name), { force: true });
}

/** Makes the rename itself last through a power cut. Not every platform can do that to a folder (Windows cannot). */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // The file itself is complete, so there is nothing to report.
  }
}
