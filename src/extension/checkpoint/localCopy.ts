import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../config/userError';

/** A larger file is not copied: it would fill memory and disk for a look. */
const MOST_BYTES = 512 * 1024 * 1024;

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
  const { l10n } = vscode;
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > MOST_BYTES) {
      throw new UserError(
        l10n.t(
          'A file that is not on a disk can only be read as a whole, and this one is too large for that: {0} MB.',
          Math.round(size / 1e6),
        ),
        { hint: l10n.t('Save a copy on a disk and open that.') },
      );
    }
    const content = await vscode.workspace.fs.readFile(uri);
    await mkdir(storage.fsPath, { recursive: true });
    const folder = await mkdtemp(path.join(storage.fsPath, 'checkpoint-'));
    const file = path.join(folder, path.posix.basename(uri.path));
    await writeFile(file, content);
    return { path: file, isCopy: true, dispose: () => rm(folder, { recursive: true, force: true }) };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(l10n.t('{0} cannot be read: {1}', uri.toString(true), String(error)), {
      cause: error,
    });
  }
}
