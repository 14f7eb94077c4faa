import * as vscode from 'vscode';

/** The folder with the pages' scripts and styles. */
export function webviewFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}
