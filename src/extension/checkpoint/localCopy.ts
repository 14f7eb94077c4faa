import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { messageOf, UserError } from '../../config/userError';

/** A larger file is not copied: it would fill memory and disk for a look. */
const MOST_BYTES = 512 * 2 ** 20;

/** A file on this machine's disk. */
export interface LocalFile {
  readonly path: string;
  /** Whether it is a copy, made for the editor alone. */
  readonly isCopy: boolean;
  dispose(): Promise<void>;
}

/**
 * The file of a URI where parts of it can be read: itself, or a copy of one that lies in a repository's history or
 * another virtual file system, which gives files as a whole only.
 *
 * @throws UserError where it is too large for that or cannot be read
 */
export async function localFile(uri: vscode.Uri, storage: vscode.Uri): Promise<LocalFile> {
  if (uri.scheme === 'file') return { path: uri.fsPath, isCopy: false, dispose: () => Promise.resolve() };
  const content = await readWhole(uri);
  try {
    await mkdir(storage.fsPath, { recursive: true });
    const folder = await mkdtemp(path.join(storage.fsPath, 'checkpoint-'));
    // Windows removes no file that another process still has open.
    const dispose = () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
    const file = path.join(folder, fileName(uri));
    try {
      await writeFile(file, content);
    } catch (error) {
      await dispose();
      throw error;
    }
    return { path: file, isCopy: true, dispose };
  } catch (error) {
    throw new UserError(
      vscode.l10n.t('{0} cannot be copied to the disk: {1}', uri.toString(true), messageOf(error)),
      { cause: error },
    );
  }
}

async function readWhole(uri: vscode.Uri): Promise<Uint8Array> {
  const { fs } = vscode.workspace;
  try {
    const { size, type } = await fs.stat(uri);
    if ((type & vscode.FileType.Directory) !== 0) throw new UserError(vscode.l10n.t('It is not a file.'));
    if (size > MOST_BYTES) throw tooLarge(size);
    const content = await fs.readFile(uri);
    // Some file systems do not know a file's size before they have it.
    if (content.byteLength > MOST_BYTES) throw tooLarge(content.byteLength);
    return content;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(vscode.l10n.t('{0} cannot be read: {1}', uri.toString(true), messageOf(error)), {
      cause: error,
    });
  }
}

function tooLarge(bytes: number): UserError {
  const { l10n } = vscode;
  return new UserError(
    l10n.t(
      'A file that is not on a disk can only be read as a whole, and this one is too large for that: {0} MB, at most {1} MB.',
      Math.ceil(bytes / 2 ** 20),
      MOST_BYTES / 2 ** 20,
    ),
    { hint: l10n.t('Save a copy on a disk and open that.') },
  );
}

/** What a name of a file must not have on some disk. */
// eslint-disable-next-line no-control-regex -- that is what is looked for
const NO_FILE_NAME = /[<>:"|?*\\\u0000-\u001f]/g;

/** Its name, which tells some formats apart. */
function fileName(uri: vscode.Uri): string {
  return path.posix.basename(uri.path).replace(NO_FILE_NAME, '_') || 'checkpoint';
}
