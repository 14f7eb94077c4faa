/** Runs in an extension host, as what VS Code takes for a test suite. */
import { writeFile } from 'node:fs/promises';
import Module from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { ACTIVATION_FILE, type ActivationTimes } from './activation';

interface ExtensionMain {
  readonly activate: (...given: unknown[]) => unknown;
}

/** Node's own loading of a module, which is no public interface but long established. */
const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };

/**
 * Activates the extension and leaves the times in the workspace, which is empty, so that VS Code does not activate it
 * before. The times are those that VS Code itself counts, and which it keeps from extensions: a module's loading and the
 * call of its `activate`. Between them and around them VS Code does work of its own and waits for its window.
 */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension<unknown>('racecar-dev.racecar');
  if (extension === undefined) throw new Error('Racecar is not installed.');
  if (extension.isActive) throw new Error('Racecar is active before anything needs it.');
  const main = path.join(extension.extensionPath, 'dist', 'extension.js');
  let times: Partial<ActivationTimes> = {};
  const load = loader._load;
  loader._load = function (request, ...rest) {
    if (request !== main) return load.call(this, request, ...rest);
    const from = performance.now();
    const loaded = load.call(this, request, ...rest) as ExtensionMain;
    times = { ...times, loading: performance.now() - from };
    return { ...loaded, activate: timed(loaded.activate, (call) => (times = { ...times, call })) };
  };
  const from = performance.now();
  await extension.activate();
  const whole = performance.now() - from;
  loader._load = load;
  if (times.loading === undefined || times.call === undefined) {
    throw new Error('The loading of the extension was not seen.');
  }
  const [folder] = vscode.workspace.workspaceFolders!;
  await writeFile(path.join(folder!.uri.fsPath, ACTIVATION_FILE), JSON.stringify({ ...times, whole }));
}

function timed(activate: ExtensionMain['activate'], tell: (ms: number) => void): ExtensionMain['activate'] {
  return (...given) => {
    const from = performance.now();
    const result = activate(...given);
    tell(performance.now() - from);
    return result;
  };
}
