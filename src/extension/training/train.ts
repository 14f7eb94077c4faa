import path from 'node:path';
import * as vscode from 'vscode';
import { parseConfig } from '../../config/parseConfig';
import type { Config } from '../../config/schema';
import { UserError } from '../../config/userError';
import type { TrainRequest } from '../../messages/trainerMessages';
import { defaultRunsDirectory } from '../../runs/runFolder';
import { parseGridKey } from '../../trainer/gridText';
import type { SupervisedRun } from '../../trainer/supervisedRun';
import type { SetPlan } from '../../trainer/trainingSet';
import { MOST_RUNS } from '../../trainer/trainingSet';
import { nameOfConfig, pickConfig } from '../pickConfig';
import type { Services } from '../services';
import { settings } from '../settings';
import { showError } from '../showError';
import { isTrusted } from '../trust';
import { askGrid, askSeeds } from './askGrid';
import { startSet } from './trainSet';

/** The modes of a matched set. */
const MODES_OF_SET = ['std', 'ort', 'rr'] as const;

/** What a set has beside the config; undefined when the user gives up. */
type AskForSet = (config: Config) => Promise<Pick<SetPlan, 'modes' | 'grid' | 'seeds'> | undefined>;

/** Racecar: Train with racecar. */
export async function trainConfig(services: Services, target: unknown): Promise<readonly SupervisedRun[]> {
  return trainIn(services, target, () => Promise.resolve(ONE));
}

/** Racecar: Train Std, Ort and RR: three runs of the same text and seed that differ in the mode alone. */
export async function trainModes(services: Services, target: unknown): Promise<readonly SupervisedRun[]> {
  const modes = MODES_OF_SET.map((mode) => ({
    path: ['regularization', 'mode'],
    value: mode,
    source: `mode ${mode}`,
  }));
  return trainIn(services, target, () => Promise.resolve({ ...ONE, modes }));
}

/** Racecar: Train N Seeds: runs that differ in the seed alone. */
export async function trainSeeds(
  services: Services,
  target: unknown,
  count?: unknown,
): Promise<readonly SupervisedRun[]> {
  return trainIn(services, target, async () => {
    const seeds = typeof count === 'number' ? count : await askSeeds(MOST_RUNS);
    return seeds === undefined ? undefined : { ...ONE, seeds };
  });
}

/** Racecar: Train a Grid: a run for each combination of values of some keys of the config. */
export async function trainGrid(
  services: Services,
  target: unknown,
  keys?: unknown,
): Promise<readonly SupervisedRun[]> {
  return trainIn(services, target, async (config) => {
    const grid = isTexts(keys) ? keys.map((text) => parseGridKey(text, 'grid')) : await askGrid(config);
    return grid === undefined ? undefined : { ...ONE, grid };
  });
}

const ONE = { modes: [undefined], grid: [], seeds: 1 } as const;

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

async function trainIn(
  services: Services,
  target: unknown,
  askForSet: AskForSet,
): Promise<readonly SupervisedRun[]> {
  if (!(await isTrusted())) return [];
  const uri = await pickConfig(target, services.configs, vscode.l10n.t('Which config is to be trained?'));
  if (uri === undefined || !isOnDisk(uri)) return [];
  const text = await textToTrain(uri);
  if (text === undefined) return [];
  try {
    const asked = await askForSet(parseConfig(text, uri.fsPath).config);
    if (asked === undefined) return [];
    const runs = await startSet(services, { ...asked, request: requestFor(uri, text) });
    for (const run of runs) void tellOfEnd(run, services);
    vscode.window.setStatusBarMessage(startedText(uri, asked, runs.length), 5_000);
    return runs;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // The errors of a config stand in the Problems view and at their places.
    await vscode.window.showTextDocument(uri, { preview: false });
    void showError(error);
    return [];
  }
}

function requestFor(uri: vscode.Uri, text: string): TrainRequest {
  const { engine, threads, tensorflowFolder } = settings(uri);
  return {
    kind: 'train',
    configFile: uri.fsPath,
    configText: text,
    runsDirectory: defaultRunsDirectory(uri.fsPath),
    engine,
    ...(threads === undefined ? {} : { threads }),
    ...(tensorflowFolder === undefined ? {} : { tensorflowFolder }),
  };
}

function startedText(uri: vscode.Uri, { modes }: Pick<SetPlan, 'modes'>, count: number): string {
  const name = nameOfConfig(uri);
  if (count === 1) return vscode.l10n.t('Racecar trains {0}', name);
  if (count === modes.length) return vscode.l10n.t('Racecar trains {0} in {1} modes', name, count);
  return vscode.l10n.t('Racecar trains {0} in {1} runs', name, count);
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

/** A training that never got a folder, or lost it, has no other place to say why. */
async function tellOfEnd(run: SupervisedRun, { log }: Services): Promise<void> {
  const { error, manifest } = await run.ended;
  if (error === undefined) return;
  log.error(error.format());
  if (manifest === undefined) await showError(error);
}
