import * as vscode from 'vscode';
import type { TextRange } from '../config/configText';
import type { TextChange } from '../config/textChanges';
import { isConfig } from './configFiles';

/** The documents that the editor's help for configs is for. */
export const CONFIG_SELECTOR: vscode.DocumentSelector = [
  'file',
  'vscode-remote',
  'vscode-vfs',
  'untitled',
].map((scheme) => ({ scheme, pattern: '**/*.racecar.json' }));

/** The open documents that are configs. */
export function openConfigs(): vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter((document) => isConfig(document.uri));
}

/** A part of a document's text as VS Code counts it. */
export function rangeIn(document: vscode.TextDocument, { offset, length }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
}

/** Changes of a document's text as VS Code's edits. */
export function editsIn(document: vscode.TextDocument, changes: readonly TextChange[]): vscode.TextEdit[] {
  return changes.map((change) => vscode.TextEdit.replace(rangeIn(document, change), change.content));
}

/** A file's text: that of the open document with its unsaved edits, else what the disk has. */
export async function textOf(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
