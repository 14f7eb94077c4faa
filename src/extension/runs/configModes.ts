import * as vscode from 'vscode';
import type { ConfigFiles } from '../configFiles';
import { isConfig } from '../configFiles';
import { CONFIG_GLOB } from '../contributedNames';
import { configFacts } from './configFacts';

/** The mode that each config of the workspace says, as its editor or else its file has it. */
export class ConfigModes implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<string>();
  private readonly modes = new Map<string, string>();
  private readonly disposables: vscode.Disposable[] = [this.changed];
  /** Tells the path of a config whose mode is another. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly configs: ConfigFiles) {
    const watcher = vscode.workspace.createFileSystemWatcher(CONFIG_GLOB, true, false, true);
    this.disposables.push(
      watcher,
      watcher.onDidChange((uri) => void this.read(uri)),
      configs.onDidChange(() => this.readAll()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.readDocument(document)),
      vscode.workspace.onDidOpenTextDocument((document) => this.readDocument(document)),
      // Unsaved changes may just have been thrown away.
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (isConfig(uri)) void this.read(uri);
      }),
    );
    this.readAll();
  }

  /** Undefined for what is no config, or is gone. */
  get(configFile: string): string | undefined {
    return this.modes.get(configFile);
  }

  dispose(): void {
    for (const each of this.disposables) each.dispose();
  }

  private readAll(): void {
    const present = new Set(this.configs.all.map(({ fsPath }) => fsPath));
    for (const known of [...this.modes.keys()]) if (!present.has(known)) this.set(known, undefined);
    for (const uri of this.configs.all) if (!this.modes.has(uri.fsPath)) void this.read(uri);
  }

  private readDocument(document: vscode.TextDocument): void {
    if (isConfig(document.uri)) this.set(document.uri.fsPath, configFacts(document.getText()).mode);
  }

  private async read(uri: vscode.Uri): Promise<void> {
    const open = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
    if (open !== undefined) {
      this.readDocument(open);
      return;
    }
    try {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      this.set(uri.fsPath, configFacts(text).mode);
    } catch {
      // A config that cannot be read any more is shown as one that is gone.
      this.set(uri.fsPath, undefined);
    }
  }

  private set(configFile: string, mode: string | undefined): void {
    if (this.modes.get(configFile) === mode) return;
    if (mode === undefined) this.modes.delete(configFile);
    else this.modes.set(configFile, mode);
    this.changed.fire(configFile);
  }
}
