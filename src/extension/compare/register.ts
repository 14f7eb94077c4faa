import path from 'node:path';
import * as vscode from 'vscode';
import type { CompareFile, RunReference } from '../../messages/compareFile';
import { serializeCompareFile } from '../../messages/compareFile';
import { COMPARISON_EDITOR } from '../contributions';
import { runDirectoryOf } from '../dashboard/runDirectory';
import { webviewFolder } from '../dashboard/dashboardPanel';
import { nodesOf } from '../runs/pickRows';
import type { Services } from '../services';
import { COMPARE_ENDING, DocumentSource, LooseSource } from './comparisonSource';
import { ComparisonView } from './comparisonView';
import { registerRunConfigs } from './configDiff';
import { pickRunsToCompare } from './pickRunsToCompare';
import { referenceTo, relocated } from './references';
import { runEntries } from './runEntries';

/** Of panels without a file. */
const COMPARE_VIEW = 'racecar.compare';

/** A set has fewer runs. */
const MOST_OF_SET = 10_000;

/** The command that compares runs, the editor of saved comparisons, and panels that come back after a reload. */
export function registerCompare(services: Services): vscode.Disposable[] {
  const { context } = services;
  const noKeep = (): Promise<void> => Promise.resolve();
  const showLoose = (panel: vscode.WebviewPanel, source: LooseSource): void => {
    void new ComparisonView(panel, source, services, (file) => keep(file, panel, services));
  };
  const open = (file: CompareFile): void => {
    const panel = vscode.window.createWebviewPanel(
      COMPARE_VIEW,
      vscode.l10n.t('Comparison'),
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: [webviewFolder(context.extensionUri)] },
    );
    showLoose(panel, new LooseSource(file));
  };
  const compare = async (target?: unknown, selection?: unknown): Promise<void> => {
    const runs = (await referencesOf(target, selection, services)) ?? [];
    if (runs.length > 0) open({ version: 1, runs });
  };
  return [
    registerRunConfigs(),
    vscode.commands.registerCommand('racecar.compareRuns', compare),
    vscode.window.registerCustomEditorProvider(COMPARISON_EDITOR, {
      resolveCustomTextEditor(document, panel) {
        void new ComparisonView(panel, new DocumentSource(document), services, noKeep);
      },
    } satisfies vscode.CustomTextEditorProvider),
    vscode.window.registerWebviewPanelSerializer(COMPARE_VIEW, {
      deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown) {
        const source = LooseSource.fromState(state);
        // A page that never got as far as keeping its state has nothing to come back to.
        if (source === undefined) panel.dispose();
        else showLoose(panel, source);
        return Promise.resolve();
      },
    }),
  ];
}

/**
 * What is to be compared: items of the Runs view, folders, references as a file has them, all runs of a set, or what the
 * user picks.
 */
async function referencesOf(
  target: unknown,
  selection: unknown,
  services: Services,
): Promise<readonly RunReference[] | undefined> {
  const { runs: store } = services;
  if (isReferences(target)) return target.references;
  const asked = isDirectories(target) ? target.directories : nodesOf(target, selection).map(runDirectoryOf);
  let directories = asked.filter((directory) => directory !== undefined);
  if (directories.length === 0) directories = [...((await pickRunsToCompare(services)) ?? [])];
  for (const directory of directories) store.follow(path.dirname(directory));
  await store.update(new Set(directories));
  // Runs of a set that have no folder yet come in as they get one.
  if (isDirectories(target) && target.set !== undefined) {
    return [{ latest: 'run', count: MOST_OF_SET, set: target.set.id }];
  }
  const entries = runEntries(store.runs);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? path.sep;
  return directories.map((directory) => referenceTo(directory, entries, folder));
}

function isDirectories(
  target: unknown,
): target is { readonly directories: readonly string[]; readonly set?: { readonly id: string } } {
  return typeof target === 'object' && target !== null && 'directories' in target;
}

/** As the lens above a config has it. */
function isReferences(target: unknown): target is { readonly references: readonly RunReference[] } {
  return typeof target === 'object' && target !== null && 'references' in target;
}

/** Makes a file of a comparison that has none, and opens it in the panel's place. */
async function keep(file: CompareFile, panel: vscode.WebviewPanel, { runs }: Services): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    ...(folder === undefined
      ? {}
      : { defaultUri: vscode.Uri.joinPath(folder, `comparison${COMPARE_ENDING}`) }),
    filters: { [vscode.l10n.t('Comparison')]: [COMPARE_ENDING.slice(1)] },
  });
  if (target === undefined) return;
  const entries = runEntries(runs.runs);
  const from = folder?.fsPath ?? path.sep;
  const to = path.dirname(target.fsPath);
  const references = file.runs.map((reference) => relocated(reference, { from, to }, entries));
  const text = serializeCompareFile({ ...file, runs: references });
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  const { viewColumn } = panel;
  panel.dispose();
  await vscode.commands.executeCommand('vscode.openWith', target, COMPARISON_EDITOR, viewColumn);
}
