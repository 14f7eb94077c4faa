import * as vscode from 'vscode';
import type { OfferedFile } from '../../messages/dashboardMessages';
import { safeFileName } from './answer';

/** Asks where to, and writes the file. Returns whether the user wanted it. */
export async function saveFile({ name, encoding, content }: OfferedFile): Promise<boolean> {
  const fileName = safeFileName(name);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog(
    folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, fileName) },
  );
  if (target === undefined) return false;
  await vscode.workspace.fs.writeFile(target, new Uint8Array(Buffer.from(content, encoding)));
  return true;
}
