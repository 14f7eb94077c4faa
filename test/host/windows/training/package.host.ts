import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';

const MOST_BYTES = 300_000;
/** Platforms whose package holds onnxruntime's native files. */
const NATIVE = ['linux-x64', 'linux-arm64', 'win32-x64', 'win32-arm64', 'darwin-arm64'];

/** Strings that the code of TensorFlow.js and the loading of onnxruntime hold, minified or not. */
const ENGINE_PARTS = ['FusedBatchNorm', 'Conv2DBackpropInput', 'onnxruntime-node does not load'];

async function enginePartsIn(...files: string[]): Promise<string[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return ENGINE_PARTS.filter((part) => texts.some((text) => text.includes(part)));
}

describe('The installed package', () => {
  const extension = vscode.extensions.getExtension('racecar-dev.racecar')!;
  const installed = (...names: string[]) => path.join(extension.extensionPath, ...names);

  it('activates', async () => {
    await extension.activate();
    assert.ok(extension.isActive);
  });

  it('brings a small program for the extension host, without tensors and engines', async () => {
    const programs = (await readdir(installed('dist'))).filter((name) => name.endsWith('.js'));
    const isHost = (name: string) => /^extension[.-]/.test(name);
    const paths = (names: string[]) => names.map((name) => installed('dist', name));
    assert.ok((await stat(installed('dist', 'extension.js'))).size <= MOST_BYTES);
    assert.deepEqual(await enginePartsIn(...paths(programs.filter(isHost))), []);
    assert.deepEqual(await enginePartsIn(...paths(programs.filter((name) => !isHost(name)))), ENGINE_PARTS);
  });

  it('loads neither TensorFlow.js nor onnxruntime into the extension host', async () => {
    await extension.activate();
    const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
    assert.deepEqual(
      sharedObjects.filter((file) => /onnxruntime|tensorflow/.test(file)),
      [],
    );
    assert.deepEqual(
      Object.keys(require.cache).filter((file) => /onnxruntime|tfjs|trainer\.js|cli\.js|part-/.test(file)),
      [],
    );
  });

  it('trains by its command from any folder, natively where there are native files', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'racecar-package-'));
    try {
      const workspace = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
      await cp(path.join(workspace, 'task', 'task.racecar.json'), path.join(folder, 'peak.racecar.json'));
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [installed('dist', 'cli.js'), 'train', 'peak.racecar.json', '--json'],
        { cwd: folder, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } },
      );
      const result = JSON.parse(stdout) as { engine: string; steps: number };
      assert.equal(result.steps, 20);
      const isNative = NATIVE.includes(`${process.platform}-${process.arch}`);
      assert.equal(/^onnx-/.test(result.engine), isNative, result.engine);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
