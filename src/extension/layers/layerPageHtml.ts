import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { webviewFolder } from '../webviewFolder';
import { pageHtml } from '../dashboard/page';

/** The HTML of a built page that shows layers. */
export function layerPageHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  page: 'layers' | 'checkpoint',
  title: string,
): string {
  const file = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(webviewFolder(extensionUri), name)).toString();
  return pageHtml({
    title,
    script: file(`${page}.js`),
    style: file(`${page}.css`),
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    language: vscode.env.language,
    data: { runs: [], texts: vscode.l10n.bundle ?? {} },
  });
}
