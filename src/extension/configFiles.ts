import * as vscode from 'vscode';
import { CONFIG_GLOB, CONFIG_PATTERN, CONTEXT } from './contributedNames';

/** The configs of the workspace, found once and then followed. */
export class ConfigFiles implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly disposables: vscode.Disposable[] = [this.changed];
  private readonly found = new Map<string, vscode.Uri>();
  readonly onDidChange = this.changed.event;
  /** Settled when the workspace has been searched. */
  readonly ready: Promise<void>;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher(CONFIG_GLOB, false, true, false);
    this.disposables.push(
      watcher,
      watcher.onDidCreate((uri) => this.add([uri])),
      watcher.onDidDelete((uri) => this.remove(uri)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.search()),
      // Files outside of the workspace's folders are no part of a search.
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (isConfig(document.uri)) this.add([document.uri]);
      }),
    );
    this.ready = this.search();
  }

  /** In the order of their paths. */
  get all(): readonly vscode.Uri[] {
    return [...this.found.values()].sort((a, b) => a.fsPath.localeCompare(b.fsPath));
  }

  dispose(): void {
    for (const each of this.disposables) each.dispose();
  }

  private async search(): Promise<void> {
    const files = await vscode.workspace.findFiles(CONFIG_GLOB, '**/{node_modules,.racecar}/**');
    this.found.clear();
    const open = vscode.workspace.textDocuments.map((document) => document.uri).filter(isConfig);
    this.add([...files, ...open]);
  }

  private add(files: readonly vscode.Uri[]): void {
    for (const file of files) this.found.set(file.toString(), file);
    this.tell();
  }

  private remove(file: vscode.Uri): void {
    this.found.delete(file.toString());
    this.tell();
  }

  private tell(): void {
    void vscode.commands.executeCommand('setContext', CONTEXT.hasConfigs, this.found.size > 0);
    this.changed.fire();
  }
}

/** Whether a file is a config, by its name. */
export function isConfig(uri: vscode.Uri): boolean {
  return (
    CONFIG_PATTERN.test(uri.path) && ['file', 'vscode-remote', 'vscode-vfs', 'untitled'].includes(uri.scheme)
  );
}

/** The config in the active editor. */
export function activeConfig(): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri !== undefined && isConfig(uri) ? uri : undefined;
}
