import * as vscode from 'vscode';
import { STD } from '../../config/mode';
import { UserError } from '../../config/userError';
import { editsIn, textOf } from '../documentText';
import { nameOfConfig } from '../pickConfig';
import { modeName } from '../runs/modeLook';
import { changesToMode, modeOf } from './configMode';

const SHOWN_MS = 6000;

/** A config and the mode that it is to have. */
export interface ModeChange {
  readonly uri: vscode.Uri;
  readonly mode: string;
}

/** Where the last mode other than std of each config is kept, for toggling std back. */
export class PreviousModes {
  constructor(private readonly state: vscode.Memento) {}

  of(uri: vscode.Uri): string | undefined {
    return this.state.get<string>(keyOf(uri));
  }

  async keep(uri: vscode.Uri, mode: string): Promise<void> {
    if (mode !== STD) await this.state.update(keyOf(uri), mode);
  }
}

const keyOf = (uri: vscode.Uri): string => `previousMode:${uri.toString()}`;

/**
 * The mode of a config as its text has it, with unsaved edits.
 * @throws UserError where the text is no JSON
 */
export async function currentMode(uri: vscode.Uri): Promise<string> {
  return modeOf(await textOf(uri), uri.fsPath);
}

/**
 * Sets the modes of configs by one undoable edit. A document without unsaved edits is saved, since trainings read the
 * disk; one with unsaved edits is left unsaved.
 * @throws UserError, before anything is changed, where one of the texts has no place for a mode
 */
export async function applyModes(changes: readonly ModeChange[], previous: PreviousModes): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const changed: { document: vscode.TextDocument; mode: string; before: string; wasDirty: boolean }[] = [];
  for (const { uri, mode } of changes) {
    const document = await vscode.workspace.openTextDocument(uri);
    const text = document.getText();
    const edits = editsIn(document, changesToMode(text, uri.fsPath, mode));
    if (edits.length === 0) continue;
    const wasDirty = document.isDirty || document.isUntitled;
    changed.push({ document, mode, before: modeOf(text, uri.fsPath), wasDirty });
    edit.set(uri, edits);
  }
  if (changed.length > 0 && !(await vscode.workspace.applyEdit(edit))) {
    throw new UserError(vscode.l10n.t('The mode could not be changed: VS Code refused the edit.'));
  }
  const unsaved: vscode.TextDocument[] = [];
  for (const { document, mode, before, wasDirty } of changed) {
    await previous.keep(document.uri, before);
    await previous.keep(document.uri, mode);
    if (wasDirty || !(await saveChanges(document))) unsaved.push(document);
  }
  tell(changes, unsaved);
}

/** Saves a document; VS Code may be saving it by itself meanwhile, with the text as it was before or after the edit. */
async function saveChanges(document: vscode.TextDocument): Promise<boolean> {
  await document.save();
  return !document.isDirty || (await document.save());
}

function tell(changes: readonly ModeChange[], unsaved: readonly vscode.TextDocument[]): void {
  const [first] = changes;
  if (first === undefined) return;
  const modes = new Set(changes.map(({ mode }) => mode));
  const done =
    changes.length === 1
      ? vscode.l10n.t('{0}: mode {1}', nameOfConfig(first.uri), modeName(first.mode))
      : modes.size === 1
        ? vscode.l10n.t('{0} configs: mode {1}', changes.length, modeName(first.mode))
        : vscode.l10n.t('{0} configs: modes changed', changes.length);
  const names = unsaved.map(({ uri }) => nameOfConfig(uri)).join(', ');
  const message =
    unsaved.length === 0
      ? done
      : vscode.l10n.t('{0}; with your other edits of {1} not saved yet', done, names);
  vscode.window.setStatusBarMessage(message, SHOWN_MS);
}
