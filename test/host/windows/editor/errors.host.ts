import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../../support/eventually';
import { runsIn } from '../../support/runs';

const workspace = vscode.workspace.workspaceFolders![0]!.uri;
const wrong = vscode.Uri.joinPath(workspace, 'wrong.racecar.json');

/** The parts of a document's text that errors of Racecar are at. */
async function textsAtFault(document: vscode.TextDocument): Promise<string[]> {
  return eventually(() => {
    const errors = vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ source, severity }) => source === 'racecar' && severity === vscode.DiagnosticSeverity.Error);
    assert.notEqual(errors.length, 0);
    return errors.map(({ range }) => document.getText(range)).sort();
  });
}

describe('A config with errors', () => {
  it('shows each at the text that is at fault', async () => {
    const document = await vscode.workspace.openTextDocument(wrong);
    assert.deepEqual(await textsAtFault(document), ['"actvation"', '"many"']);
  });

  it('offers the nearest key for one that is unknown', async () => {
    const document = await vscode.workspace.openTextDocument(wrong);
    await textsAtFault(document);
    const offset = document.getText().indexOf('"actvation"');
    const place = document.positionAt(offset);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      wrong,
      new vscode.Range(place, document.positionAt(offset + 11)),
    );
    const fix = actions.find(({ title }) => title.includes('activation'));
    assert.ok(fix?.edit, actions.map(({ title }) => title).join('; '));
    const [edit] = fix.edit.get(wrong);
    assert.equal(edit!.newText.replaceAll('"', ''), 'activation');
  });

  it('is not trained', async () => {
    assert.deepEqual(await vscode.commands.executeCommand('racecar.train', wrong), []);
    assert.deepEqual(await runsIn(workspace.fsPath), []);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), wrong.toString());
  });
});
