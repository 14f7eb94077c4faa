import path from 'node:path';
import * as vscode from 'vscode';
import type { ShownDirection } from '../../messages/dashboardMessages';
import type { RunManifest } from '../../runs/runManifest';
import { distinctTitle } from '../runs/runTitle';
import type { Services } from '../services';
import { DASHBOARD_PANEL } from '../contributedNames';
import { webviewFolder } from '../webviewFolder';
import type { DashboardPanel } from './dashboardPanel';
import { runDirectoryOf } from './runDirectory';

/** The dashboard's command, and the panels that come back after a reload of the window. */
export function registerDashboard(services: Services): vscode.Disposable[] {
  const { context, log, focus } = services;
  const panels = new Map<string, DashboardPanel>();
  // Loaded when the first one is opened, so that the editor does not wait for it when it starts.
  const load = () => import('./dashboardPanel');
  const adopt = (
    { DashboardPanel }: Awaited<ReturnType<typeof load>>,
    panel: vscode.WebviewPanel,
    directory: string,
  ): void => {
    const titleOf = (manifest: RunManifest): string => {
      const others = services.runs.runs
        .filter(({ folder }) => folder.directory !== directory)
        .map(({ summary }) => summary);
      return distinctTitle(manifest, [manifest, ...others], Date.now(), vscode.l10n);
    };
    const dashboard = new DashboardPanel(panel, directory, context.extensionUri, log, focus, titleOf);
    panels.set(directory, dashboard);
    dashboard.onDidDispose(() => panels.delete(directory));
  };
  /** @param direction a singular direction that it is to show large */
  const open = async (target?: unknown, direction?: unknown): Promise<void> => {
    const directory = runDirectoryOf(target) ?? (await pickRun(services));
    if (directory === undefined) return;
    const loaded = await load();
    const shown = panels.get(directory);
    if (shown !== undefined) {
      shown.reveal();
      if (isShownDirection(direction)) shown.show(direction);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      DASHBOARD_PANEL,
      path.basename(directory),
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: [webviewFolder(context.extensionUri)] },
    );
    adopt(loaded, panel, directory);
    if (isShownDirection(direction)) panels.get(directory)?.show(direction);
  };
  return [
    vscode.commands.registerCommand('racecar.openDashboard', open),
    vscode.window.registerWebviewPanelSerializer(DASHBOARD_PANEL, {
      async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown) {
        const directory = runDirectoryOf(state);
        // A page that never got as far as keeping its state has nothing to come back to.
        if (directory === undefined) panel.dispose();
        else adopt(await load(), panel, directory);
      },
    }),
  ];
}

/** The menus of views call commands with arguments of their own. */
function isShownDirection(value: unknown): value is ShownDirection {
  return typeof value === 'object' && value !== null && 'layer' in value && 'direction' in value;
}

/** The only run, or the one that the user picks; the newest comes first. */
async function pickRun({ runs }: Services): Promise<string | undefined> {
  await runs.ready;
  const now = Date.now();
  const summaries = runs.runs.map(({ summary }) => summary);
  const items = runs.runs.map(({ folder, summary, status }) => ({
    label: distinctTitle(summary, summaries, now, vscode.l10n),
    description: status,
    detail: folder.id,
    directory: folder.directory,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no run yet. A dashboard shows one as it trains and afterwards.'),
    );
    return undefined;
  }
  if (items.length === 1) return items[0]!.directory;
  const placeHolder = vscode.l10n.t('Run to open the dashboard of');
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true }))?.directory;
}
