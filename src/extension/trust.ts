import * as vscode from 'vscode';

/** Whether code of the workspace's choosing may run; when not, the user is told why nothing happens. */
export async function isTrusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Trust');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Racecar does not train in a workspace that is not trusted.'),
    manage,
  );
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
