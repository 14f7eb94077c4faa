import path from 'node:path';
import * as vscode from 'vscode';
import { parseConfig } from '../../config/parseConfig';
import { UserError } from '../../config/userError';
import { defaultRunsDirectory } from '../../runs/runFolder';
import type { SupervisedRun } from '../../trainer/supervisedRun';
import { nameOfConfig, pickConfig } from '../pickConfig';
import type { Services } from '../services';
import { settings } from '../settings';
import { showError } from '../showError';
import { isTrusted } from '../trust';

/** The modes of a matched set. */
const MODES_OF_SET = ['std', 'ort', 'rr'] as const;

/** Racecar: Train with racecar. */
export async function trainConfig(services: Services, target: unknown): Promise<readonly SupervisedRun[]> {
  return trainIn(services, target, [undefined]);
}

/** Racecar: Train Std, Ort and RR: three runs of the same text and seed that differ in the mode alone. */
export async function trainModes(services: Services, target: unknown): Promise<readonly SupervisedRun[]> {
  return trainIn(services, target, MODES_OF_SET);
}

async function trainIn(
  services: Services,
  target: unknown,
  modes: readonly (string | undefined)[],
): Promise<readonly SupervisedRun[]> {
  if (!(await isTrusted())) return [];
  const uri = await pickConfig(target, services.configs, vscode.l10n.t('Which config is to be trained?'));
  if (uri === undefined || !isOnDisk(uri)) return [];
  const text = await textToTrain(uri);
  if (text === undefined || !(await isValid(text, uri))) return [];
  const { engine, threads, tensorflowFolder } = settings(uri);
  const runs = modes.map((mode) =>
    services.supervisor.start({
      kind: 'train',
      configFile: uri.fsPath,
      configText: text,
      runsDirectory: defaultRunsDirectory(uri.fsPath),
      engine,
      ...(mode === undefined ? {} : { mode }),
      ...(threads === undefined ? {} : { threads }),
      ...(tensorflowFolder === undefined ? {} : { tensorflowFolder }),
    }),
  );
  for (const run of runs) void tellOfEnd(run, services);
  vscode.window.setStatusBarMessage(
    modes.length === 1
      ? vscode.l10n.t('Racecar trains {0}', nameOfConfig(uri))
      : vscode.l10n.t('Racecar trains {0} in {1} modes', nameOfConfig(uri), modes.length),
    5_000,
  );
  return runs;
}

/** A training reads and writes files; there are none behind a virtual workspace or an unnamed editor. */
function isOnDisk(uri: vscode.Uri): boolean {
  if (uri.scheme === 'file') return true;
  void vscode.window.showWarningMessage(
    uri.scheme === 'untitled'
      ? vscode.l10n.t('Save the config first: its runs are kept beside it.')
      : vscode.l10n.t(
          'A training needs files on a disk; "{0}" is in a virtual workspace.',
          path.basename(uri.path),
        ),
  );
  return false;
}

/** The config's text; the user decides which one where the editor holds unsaved changes. */
async function textToTrain(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  if (open?.isDirty) {
    const save = vscode.l10n.t('Save and Train');
    const asOnDisk = vscode.l10n.t('Train as on Disk');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('{0} has unsaved changes.', path.basename(uri.path)),
      { modal: true, detail: vscode.l10n.t('A training takes the config as it is on disk.') },
      save,
      asOnDisk,
    );
    if (answer === undefined || (answer === save && !(await open.save()))) return undefined;
  }
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    void showError(
      new UserError(
        vscode.l10n.t(
          '{0} cannot be read: {1}',
          uri.fsPath,
          error instanceof Error ? error.message : String(error),
        ),
      ),
    );
    return undefined;
  }
}

/** Whether a config can be trained; its errors stand in the Problems view and at their places. */
async function isValid(text: string, uri: vscode.Uri): Promise<boolean> {
  try {
    parseConfig(text, uri.fsPath);
    return true;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await vscode.window.showTextDocument(uri, { preview: false });
    void showError(error);
    return false;
  }
}

/** A training that never got a folder has no other place to say why. */
async function tellOfEnd(run: SupervisedRun, { log }: Services): Promise<void> {
  const { error } = await run.ended;
  if (error === undefined) return;
  log.error(error.format());
  if (run.run === undefined) await showError(error);
}
