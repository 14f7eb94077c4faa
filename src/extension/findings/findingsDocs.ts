import * as vscode from 'vscode';

/** The section on a rule in the documentation that comes with the extension. */
export function findingsDocs(extensionUri: vscode.Uri, rule: string): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'docs', 'findings.md').with({ fragment: rule });
}
