import path from 'node:path';
import * as vscode from 'vscode';
import type { CompareFile, RunReference } from '../../messages/compareFile';
import { serializeCompareFile } from '../../messages/compareFile';
import { COMPARE_PANEL, COMPARISON_EDITOR } from '../contributedNames';
import { runDirectoryOf } from '../dashboard/runDirectory';
import { nodesOf } from '../runs/pickRows';
import type { Services } from '../services';
import { webviewFolder } from '../webviewFolder';
import { COMPARE_ENDING, DocumentSource, LooseSource } from './comparisonSource';
import { ComparisonView } from './comparisonView';
import { pickRunsToCompare } from './pickRunsToCompare';
import { referenceTo, relocated } from './references';
import { runEntries } from './runEntries';

/** A set has fewer runs. */
const MOST_OF_SET = 10_000;

/** What the command that compares runs, the editor of saved comparisons and panels without a file do. */
export class ComparePart {
  constructor(private readonly services: Services) {}

  /** Opens a comparison of what is selected, given, or picked. */
  async compare(target?: unknown, selection?: unknown): Promise<void> {
    const runs = (await referencesOf(target, selection, this.services)) ?? [];
    if (runs.length === 0) return;
    const panel = vscode.window.createWebviewPanel(
      COMPARE_PANEL,
      vscode.l10n.t('Comparison'),
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: [webviewFolder(this.services.context.extensionUri)] },
    );
    this.showLoose(panel, new LooseSource({ version: 1, runs }));
  }

  /** Shows a saved comparison. */
  show(document: vscode.TextDocument, panel: vscode.WebviewPanel): void {
    void new ComparisonView(panel, new DocumentSource(document), this.services, () => Promise.resolve());
  }

  /** Brings a panel without a file back after a reload of the window. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const source = LooseSource.fromState(state);
    // A page that never got as far as keeping its state has nothing to come back to.
    if (source === undefined) panel.dispose();
    else this.showLoose(panel, source);
  }

  private showLoose(panel: vscode.WebviewPanel, source: LooseSource): void {
    void new ComparisonView(panel, source, this.services, (file) => keep(file, panel, this.services));
  }
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
