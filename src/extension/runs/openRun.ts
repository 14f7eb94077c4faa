import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { UserError } from '../../config/userError';
import type { RunFolder } from '../../runs/runFolder';
import { readRunManifest } from '../../runs/runManifest';
import { showError } from '../showError';
import { configOf } from './runGroups';
import type { RunRow } from './runRow';

/** Opens the config that a run was made from, or what the run recorded of it, should that be gone. */
export async function openConfigOf(row: RunRow, configs: readonly vscode.Uri[]): Promise<void> {
  const file = configOf(row, new Set(configs.map(({ fsPath }) => fsPath)));
  if (file !== '' && (await isThere(file))) {
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    return;
  }
  if (row.folder === undefined) return;
  try {
    const { config } = await readRunManifest(row.folder.manifest);
    const content = `// ${vscode.l10n.t('{0} is gone; this is what the run recorded.', file)}\n${JSON.stringify(config, undefined, 2)}\n`;
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ language: 'jsonc', content }),
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await showError(error);
  }
}

/** Shows a run's folder where the user looks at files: the desktop's, or the editor's where that is elsewhere. */
export async function revealFolder({ directory }: RunFolder): Promise<void> {
  const uri = vscode.Uri.file(directory);
  const isDesktop = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  if (isDesktop) {
    await vscode.commands.executeCommand('revealFileInOS', uri);
    return;
  }
  if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) {
    await vscode.commands.executeCommand('revealInExplorer', uri);
    return;
  }
  const copy = vscode.l10n.t('Copy Path');
  const message = vscode.l10n.t('The run lies outside of the workspace, in {0}', directory);
  if ((await vscode.window.showInformationMessage(message, copy)) === copy) {
    await vscode.env.clipboard.writeText(directory);
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    // Gone or not to be looked at: there is nothing to open.
    return false;
  }
}
