import * as vscode from 'vscode';
import { CONFIG_SELECTOR } from '../documentText';
import type { Services } from '../services';
import { registerCodeLenses } from './codeLenses';
import { ConfigDiagnostics } from './diagnostics';
import { registerInlayHints } from './inlayHints';
import { lambdaHover } from './lambdaHover';
import { QUICK_FIX_KINDS, quickFixes } from './quickFixes';

/** What the editor does for configs beyond the JSON Schema: errors with fixes, lenses, hints and hovers. */
export function registerLanguage({ runs }: Services): vscode.Disposable[] {
  return [
    new ConfigDiagnostics(),
    vscode.languages.registerCodeActionsProvider(CONFIG_SELECTOR, quickFixes, QUICK_FIX_KINDS),
    vscode.languages.registerHoverProvider(CONFIG_SELECTOR, lambdaHover),
    ...registerCodeLenses(runs),
    ...registerInlayHints(),
  ];
}
