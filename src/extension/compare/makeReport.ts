import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../config/userError';
import { runRacecar } from '../racecarCommand';

/** Makes one HTML file that shows runs beside each other, where the user wants it, and offers to open it. */
export async function makeComparisonReport(
  directories: readonly string[],
  name: string | undefined,
): Promise<void> {
  const { t } = vscode.l10n;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const fileName = `${name ?? 'comparison'}.html`;
  const target = await vscode.window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, fileName) }),
    filters: { HTML: ['html'] },
  });
  if (target === undefined) return;
  const { code, stderr } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: t('Making {0}', path.basename(target.fsPath)) },
    () => runRacecar(['compare', ...directories, '--html', target.fsPath]),
  );
  if (code !== 0) throw new UserError(stderr.trim() || t('The report cannot be made.'));
  const open = t('Open');
  const answer = await vscode.window.showInformationMessage(t('{0} is made.', target.fsPath), open);
  if (answer === open) await vscode.env.openExternal(target);
}
