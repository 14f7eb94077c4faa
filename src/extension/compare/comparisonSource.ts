import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../config/userError';
import type { CompareFile } from '../../messages/compareFile';
import { serializeCompareFile } from '../../messages/compareFile';
import { readCompareFile } from '../../messages/readCompareFile';
import { rangeIn } from '../documentText';
import { changesOfFile } from './fileChanges';

export const COMPARE_ENDING = '.racecompare';

/** Where a comparison is kept. */
export interface ComparisonSource {
  /** Of its file, without the ending; undefined while it has none. */
  readonly name: string | undefined;
  /** That relative paths of runs start from. */
  readonly folder: string;
  /** @throws UserError where it cannot be read */
  read(): CompareFile;
  /** Puts another in its place; where it is a file, as an edit that can be undone. */
  write(file: CompareFile): Promise<void>;
  /** Told when it was changed, by whomever. */
  readonly onDidChange: vscode.Event<void>;
  dispose(): void;
}

/** A comparison in a document: it is saved, undone and compared as every text. */
export class DocumentSource implements ComparisonSource {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;
  readonly onDidChange = this.changed.event;

  constructor(private readonly document: vscode.TextDocument) {
    this.subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && event.contentChanges.length > 0) this.changed.fire();
    });
  }

  get name(): string {
    return path.basename(this.document.uri.path, COMPARE_ENDING);
  }

  get folder(): string {
    return path.dirname(this.document.uri.fsPath);
  }

  read(): CompareFile {
    const text = this.document.getText();
    // An empty file is the beginning of a comparison.
    return text.trim() === '' ? { version: 1, runs: [] } : readCompareFile(text, this.document.uri.fsPath);
  }

  async write(file: CompareFile): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    for (const change of changesOfFile(this.document.getText(), file)) {
      edit.replace(this.document.uri, rangeIn(this.document, change), change.content);
    }
    if (edit.size > 0 && !(await vscode.workspace.applyEdit(edit))) {
      throw new UserError(vscode.l10n.t('{0} cannot be changed.', this.name));
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}

/** A comparison without a file; its page keeps it over a reload. */
export class LooseSource implements ComparisonSource {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  readonly name = undefined;

  constructor(private file: CompareFile) {}

  /** What a page kept, or undefined where that is no comparison. */
  static fromState(state: unknown): LooseSource | undefined {
    if (typeof state !== 'object' || state === null || !('comparison' in state)) return undefined;
    try {
      const text = serializeCompareFile(state.comparison as CompareFile);
      return new LooseSource(readCompareFile(text, 'comparison'));
    } catch {
      // Another version's page kept something else; nothing of it can be shown.
      return undefined;
    }
  }

  get folder(): string {
    return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? path.sep;
  }

  read(): CompareFile {
    return this.file;
  }

  write(file: CompareFile): Promise<void> {
    this.file = file;
    this.changed.fire();
    return Promise.resolve();
  }

  dispose(): void {
    this.changed.dispose();
  }
}
