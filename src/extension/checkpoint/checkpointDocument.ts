import path from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../../config/userError';
import type { ChosenDataStore } from '../layers/chosenData';
import { Inspection, type Inspector } from '../layers/inspection';
import { type LocalFile, localFile } from './localCopy';

/** A file that is being written is read once it has rested. */
const REST_MS = 300;

/** A checkpoint that editors show. It follows the file, on a disk or in another file system. */
export class CheckpointDocument implements vscode.CustomDocument {
  private local: LocalFile | undefined;
  private watcher: vscode.Disposable | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isDisposed = false;
  /** Of the reading that is under way or was last. */
  private turn = 0;
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
      log.error(`${uri.toString(true)}: ${messageOf(error)}`),
    );
    this.inspection.subject = uri.scheme === 'file' ? uri.fsPath : uri.toString();
  }

  /** Reads the file, again where it was read before. What fails is told by the inspection's status. */
  async open(): Promise<void> {
    this.watch();
    const turn = ++this.turn;
    let local: LocalFile;
    try {
      local = await localFile(this.uri, this.storage);
    } catch (error) {
      if (turn === this.turn && !this.isDisposed) this.inspection.fail(error);
      return;
    }
    if (turn !== this.turn || this.isDisposed) {
      await this.forget(local);
      return;
    }
    const before = this.local;
    this.local = local;
    this.inspection.isCopy = local.isCopy;
    this.inspection.restoreData(this.data.get(this.inspection.subject));
    // What was read before is shown, from its own copy, until the new is there.
    await this.inspection.open({ kind: 'file', file: local.path });
    if (before !== undefined) await this.forget(before);
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
    this.watcher?.dispose();
    this.inspection.dispose();
    if (this.local !== undefined) void this.forget(this.local);
  }

  private async forget(local: LocalFile): Promise<void> {
    try {
      await local.dispose();
    } catch (error) {
      this.log.warn(`A copy was left behind: ${messageOf(error)}`);
    }
  }

  /** The weights of a model in several files change with its index. */
  private watch(): void {
    if (this.watcher !== undefined || this.isDisposed) return;
    const pattern = new vscode.RelativePattern(
      vscode.Uri.joinPath(this.uri, '..'),
      escapeGlob(path.posix.basename(this.uri.path)),
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
