import * as vscode from 'vscode';
import { COMPARE_PANEL, COMPARISON_EDITOR } from '../contributedNames';
import type { Services } from '../services';
import type { ComparePart } from './comparePart';
import { registerRunConfigs } from './configDiff';

/**
 * The command that compares runs, the editor of saved comparisons, and panels that come back after a reload. What they
 * do is loaded when one of them is first used, so that the editor does not wait for it when it starts.
 */
export function registerCompare(services: Services): vscode.Disposable[] {
  let loading: Promise<ComparePart> | undefined;
  const part = (): Promise<ComparePart> =>
    (loading ??= import('./comparePart').then(({ ComparePart }) => new ComparePart(services)));
  return [
    registerRunConfigs(),
    vscode.commands.registerCommand('racecar.compareRuns', async (target?: unknown, selection?: unknown) =>
      (await part()).compare(target, selection),
    ),
    vscode.window.registerCustomEditorProvider(COMPARISON_EDITOR, {
      resolveCustomTextEditor: async (document, panel) => (await part()).show(document, panel),
    } satisfies vscode.CustomTextEditorProvider),
    vscode.window.registerWebviewPanelSerializer(COMPARE_PANEL, {
      deserializeWebviewPanel: async (panel: vscode.WebviewPanel, state: unknown) =>
        (await part()).restore(panel, state),
    }),
  ];
}
