import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CHECKPOINT_EDITOR } from '../../../../src/extension/contributedNames';
import { encodeSafetensors } from '../../../../src/runs/safetensors';
import { eventually } from '../../support/eventually';

/** One file in a file system of its own, which counts how often it is read. */
class OneFile implements vscode.FileSystemProvider {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  readonly uri = vscode.Uri.from({ scheme: 'racecar-test', path: '/models/model.safetensors' });
  reads = 0;
  content = encodeSafetensors({ 'a/kernel': { shape: [2, 2], data: Float32Array.of(2, 0, 0, 1) } });

  change(content: Uint8Array): void {
    this.content = content;
    this.changed.fire([{ type: vscode.FileChangeType.Changed, uri: this.uri }]);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const type = uri.path === this.uri.path ? vscode.FileType.File : vscode.FileType.Directory;
    return { type, ctime: 0, mtime: this.reads, size: this.content.byteLength };
  }

  readFile(): Uint8Array {
    this.reads++;
    return this.content;
  }

  readDirectory(): [string, vscode.FileType][] {
    return [['model.safetensors', vscode.FileType.File]];
  }

  watch(): vscode.Disposable {
    return { dispose: () => undefined };
  }

  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  writeFile(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  delete(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  rename(): never {
    throw vscode.FileSystemError.NoPermissions();
  }
}

describe('A checkpoint in a file system that is no disk', () => {
  const file = new OneFile();
  let registered: vscode.Disposable | undefined;
  before(() => {
    registered = vscode.workspace.registerFileSystemProvider(file.uri.scheme, file, { isReadonly: true });
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    registered?.dispose();
  });

  it('is opened in its editor, and read again when its file system says that it has changed', async () => {
    await vscode.commands.executeCommand('vscode.openWith', file.uri, CHECKPOINT_EDITOR);
    await eventually(() => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      assert.ok(input instanceof vscode.TabInputCustom && input.uri.toString() === file.uri.toString());
    });
    await eventually(() => assert.equal(file.reads, 1));
    file.change(encodeSafetensors({ 'b/kernel': { shape: [1, 1], data: Float32Array.of(3) } }));
    await eventually(() => assert.equal(file.reads, 2));
  });
});
