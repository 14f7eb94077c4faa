import path from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../../config/userError';
import type { ChosenDataStore } from '../layers/chosenData';
import { Inspection, type Inspector } from '../layers/inspection';
import { type LocalFile, localFile } from './localCopy';

/** A file that is being written is read once it has rested. */
const REST_MS = 300;

/** A checkpoint that editors show. It follows the file on the disk. */
export class CheckpointDocument implements vscode.CustomDocument {
  private local: LocalFile | undefined;
  private watcher: vscode.Disposable | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isDisposed = false;
  readonly inspection: Inspection;

  constructor(
    readonly uri: vscode.Uri,
    inspector: Inspector,
    private readonly data: ChosenDataStore,
    private readonly storage: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const source = { kind: 'file', file: uri.fsPath } as const;
    this.inspection = new Inspection(inspector, source, (error) =>
      log.error(`${uri.fsPath}: ${messageOf(error)}`),
    );
  }

  /** Reads the file, again where it was read before. What fails is told by the inspection's status. */
  async open(): Promise<void> {
    try {
      await this.local?.dispose();
      this.local = await localFile(this.uri, this.storage);
    } catch (error) {
      this.inspection.fail(error);
      return;
    }
    if (this.isDisposed) {
      await this.local.dispose();
      return;
    }
    const { path: file, isCopy } = this.local;
    if (!isCopy) this.watch(file);
    this.inspection.isCopy = isCopy;
    this.inspection.restoreData(this.data.get(file));
    await this.inspection.open({ kind: 'file', file });
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
    this.watcher?.dispose();
    this.inspection.dispose();
    this.local
      ?.dispose()
      .catch((error: unknown) => this.log.warn(`A copy was left behind: ${messageOf(error)}`));
  }

  /** The weights of a model in several files change with its index. */
  private watch(file: string): void {
    if (this.watcher !== undefined) return;
    const pattern = new vscode.RelativePattern(
      vscode.Uri.file(path.dirname(file)),
      escapeGlob(path.basename(file)),
    );
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const reload = (): void => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.open(), REST_MS);
    };
    this.watcher = vscode.Disposable.from(
      watcher,
      watcher.onDidChange(reload),
      watcher.onDidCreate(reload),
      watcher.onDidDelete(reload),
    );
  }
}

/** A file's name as a glob that fits it alone. */
function escapeGlob(name: string): string {
  return name.replace(/[[\]{}*?]/g, (special) => `[${special}]`);
}
