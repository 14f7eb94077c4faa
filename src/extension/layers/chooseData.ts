import path from 'node:path';
import * as vscode from 'vscode';
import { labelOf } from '../pickConfig';
import type { Services } from '../services';
import type { ChosenDataStore } from './chosenData';
import type { ChosenData, Inspection } from './inspection';

interface DataItem extends vscode.QuickPickItem {
  /** `none`: no data; `browse`: another config is looked for. */
  readonly choice: ChosenData | 'none' | 'browse';
}

/** Asks whose data an inspection's numbers are to be of, and brings them in. */
export async function chooseData(
  inspection: Inspection,
  store: ChosenDataStore,
  { configs, runs }: Services,
): Promise<void> {
  await configs.ready;
  const { l10n } = vscode;
  const { source } = inspection;
  const items: DataItem[] = [];
  if (source.kind === 'run') {
    items.push({ label: l10n.t('The data of the run'), description: l10n.t('as it recorded'), choice: {} });
  }
  items.push(
    ...configs.all.map((uri) => ({ ...labelOf(uri), choice: { config: uri.fsPath } })),
    ...configsOfRuns(
      runs.runs.map(({ summary }) => summary.configFile),
      configs.all,
    ),
    { label: l10n.t('Another config…'), choice: 'browse' },
  );
  if (inspection.data !== undefined) items.push({ label: l10n.t('No data'), choice: 'none' });
  const picked = await vscode.window.showQuickPick(items, {
    title: l10n.t('Choose Data'),
    placeHolder: l10n.t('Config whose data go through the layers; its network gives the reverse errors'),
    matchOnDescription: true,
  });
  if (picked === undefined) return;
  const choice = picked.choice === 'browse' ? await browse() : picked.choice;
  if (choice === undefined) return;
  const data = choice === 'none' ? undefined : choice;
  await store.set(subjectOf(inspection), data);
  await inspection.useData(data);
}

/** Gives up the data that are being brought in, and the choice of them. */
export async function cancelData(inspection: Inspection, store: ChosenDataStore): Promise<void> {
  if (inspection.status.dataProgress === undefined) return;
  await store.set(subjectOf(inspection), undefined);
  await inspection.cancelData();
}

function subjectOf({ source }: Inspection): string {
  return source.kind === 'run' ? source.directory : source.file;
}

/** Configs that runs were made from and that are not in the workspace. */
function configsOfRuns(files: readonly string[], known: readonly vscode.Uri[]): DataItem[] {
  const there = new Set(known.map(({ fsPath }) => fsPath));
  return [...new Set(files)]
    .filter((file) => !there.has(file))
    .map((file) => ({
      label: path.basename(file, '.racecar.json'),
      description: path.dirname(file),
      choice: { config: file },
    }));
}

async function browse(): Promise<ChosenData | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Config whose data are used'),
    filters: { [vscode.l10n.t('Racecar configs')]: ['racecar.json'] },
  });
  const [uri] = picked ?? [];
  return uri === undefined ? undefined : { config: uri.fsPath };
}
