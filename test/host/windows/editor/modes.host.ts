import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';

const workspace = vscode.workspace.workspaceFolders![0]!.uri;
const onDisk = (name: string) => readFile(path.join(workspace.fsPath, name), 'utf8');
const withMode = (text: string, mode: string) => text.replace('"mode": "rr"', `"mode": "${mode}"`);

async function show(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(workspace, name));
  await vscode.window.showTextDocument(document);
  return document;
}

describe('A toggle of the mode', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  for (const name of ['peak.racecar.json', 'windows.racecar.json']) {
    it(`changes nothing else in ${name}, and undo takes it back byte for byte`, async () => {
      const before = await onDisk(name);
      const document = await show(name);
      await vscode.commands.executeCommand('racecar.toggleOrt');
      assert.equal(document.getText(), withMode(before, 'ort'));
      assert.equal(document.isDirty, false);
      assert.equal(await onDisk(name), withMode(before, 'ort'));

      await vscode.commands.executeCommand('undo');
      await document.save();
      assert.equal(await onDisk(name), before);
    });
  }

  it('leaves the edits unsaved that were not saved before', async () => {
    const name = 'unsaved.racecar.json';
    const before = await onDisk(name);
    const document = await show(name);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '// mine\n');
    await vscode.workspace.applyEdit(edit);

    await vscode.commands.executeCommand('racecar.toggleStd');
    assert.equal(document.getText(), `// mine\n${withMode(before, 'std')}`);
    assert.equal(document.isDirty, true);
    assert.equal(await onDisk(name), before);

    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), `// mine\n${before}`);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
