import * as vscode from 'vscode';
import type { UserError } from '../config/userError';

/** Tells of an error that the user can mend: what, where, and what to do, with the place and the log one click away. */
export async function showError(error: UserError): Promise<void> {
  const showLog = vscode.l10n.t('Show Log');
  const open = vscode.l10n.t('Open File');
  const { place } = error;
  const isFile = place?.line !== undefined;
  const text = [error.message, error.hint].filter((part) => part !== undefined).join(' — ');
  const answer = await vscode.window.showErrorMessage(text, ...(isFile ? [open] : []), showLog);
  if (answer === showLog) await vscode.commands.executeCommand('racecar.showLog');
  if (answer === open && place?.line !== undefined) {
    const position = new vscode.Position(place.line - 1, (place.column ?? 1) - 1);
    await vscode.window.showTextDocument(vscode.Uri.file(place.file), {
      selection: new vscode.Range(position, position),
    });
  }
}
