import * as vscode from 'vscode';
import type { EngineReport } from '../../engines/choose';
import { messageOf, UserError } from '../../config/userError';
import { runRacecar } from '../racecarCommand';
import { settings } from '../settings';
import { showError } from '../showError';
import { isTrusted } from '../trust';
import { engineItems } from './engineItems';

/** The engine of TensorFlow's own GPU package, which the user can add. */
const GPU_PACKAGE = 'tensorflow-gpu';

/** Racecar: Select Engine. */
export async function selectEngine(log: vscode.LogOutputChannel): Promise<void> {
  if (!(await isTrusted())) return;
  const reports = await withProgress(vscode.l10n.t('Trying the engines'), log, async (options) =>
    parseReports(await command(['engines', '--json', ...tensorflowOption()], options)),
  );
  if (reports === undefined) return;
  const picked = await vscode.window.showQuickPick(
    engineItems(reports, settings().engine, (text, ...values) => vscode.l10n.t(text, ...values)),
    {
      title: vscode.l10n.t('Where trainings run'),
      placeHolder: vscode.l10n.t('Choose an engine; those that are missing say why'),
      matchOnDetail: true,
    },
  );
  if (picked === undefined) return;
  if (picked.engine === GPU_PACKAGE && !picked.isAvailable) {
    await installGpuEngine(log);
    return;
  }
  if (!picked.isAvailable) {
    void showError(new UserError(picked.detail ?? picked.label));
    return;
  }
  const target =
    vscode.workspace.workspaceFolders === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  await vscode.workspace.getConfiguration('racecar').update('engine', picked.engine, target);
}

/** Racecar: Install GPU Engine: TensorFlow's package by npm, after the user has seen what that means. */
export async function installGpuEngine(log: vscode.LogOutputChannel): Promise<void> {
  if (!(await isTrusted())) return;
  const install = vscode.l10n.t('Install');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Install @tensorflow/tfjs-node-gpu?'),
    {
      modal: true,
      detail: vscode.l10n.t(
        'npm downloads some hundred megabytes into a folder of yours. It needs an NVIDIA GPU on Linux or Windows with CUDA 11.2 and cuDNN 8.1; Racecar checks that first. Most GPUs need nothing installed: the engine onnx-webgpu uses them.',
      ),
    },
    install,
  );
  if (answer !== install) return;
  const output = await withProgress(vscode.l10n.t('Installing {0}', GPU_PACKAGE), log, (options) =>
    command(['engines', 'install', GPU_PACKAGE], options),
  );
  if (output !== undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The engine {0} is ready.', GPU_PACKAGE));
  }
}

interface CommandOptions {
  readonly signal: AbortSignal;
  readonly onStderr: (text: string) => void;
}

/** @throws UserError with what the command said, when it failed */
async function command(args: readonly string[], options: CommandOptions): Promise<string> {
  const { code, stdout, stderr } = await runRacecar(args, options);
  if (code !== 0)
    throw new UserError(lastLines(stderr) || vscode.l10n.t('it ended with the code {0}', String(code)));
  return stdout;
}

/** Runs something with a notification that shows its last line and can be cancelled; its errors are shown. */
async function withProgress<T>(
  title: string,
  log: vscode.LogOutputChannel,
  work: (options: CommandOptions) => Promise<T>,
): Promise<T | undefined> {
  const abort = new AbortController();
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      token.onCancellationRequested(() => abort.abort());
      const onStderr = (text: string): void => {
        for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
          log.info(line);
          progress.report({ message: line.trim() });
        }
      };
      try {
        return await work({ signal: abort.signal, onStderr });
      } catch (error) {
        if (abort.signal.aborted) return undefined;
        log.error(messageOf(error));
        void showError(error instanceof UserError ? error : new UserError(messageOf(error)));
        return undefined;
      }
    },
  );
}

function parseReports(stdout: string): EngineReport[] {
  return JSON.parse(stdout) as EngineReport[];
}

function tensorflowOption(): string[] {
  const folder = settings().tensorflowFolder;
  return folder === undefined ? [] : ['--tensorflow', folder];
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' ').trim();
}
