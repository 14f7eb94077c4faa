import * as vscode from 'vscode';
import { labelOf } from '../pickConfig';
import type { Services } from '../services';
import type { ChosenDataStore } from './chosenData';
import { dataItems, decisionOf } from './dataChoices';
import type { Inspection } from './inspection';

/** Asks whose data an inspection's numbers are to be of, and brings them in. */
export async function chooseData(
  inspection: Inspection,
  store: ChosenDataStore,
  { configs, runs }: Services,
): Promise<void> {
  await configs.ready;
  const { l10n } = vscode;
  const items = dataItems(
    {
      isRun: inspection.source.kind === 'run',
      hasData: inspection.data !== undefined,
      configs: configs.all.map((uri) => ({ file: uri.fsPath, ...labelOf(uri) })),
      configsOfRuns: runs.runs.map(({ summary }) => summary.configFile),
    },
    l10n,
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: l10n.t('Choose Data'),
    placeHolder: l10n.t('Config whose data go through the layers; its network gives the reverse errors'),
    matchOnDescription: true,
  });
  const decision = await decisionOf(picked?.choice, browse);
  if (decision === undefined) return;
  await store.set(inspection.subject, decision.data);
  await inspection.useData(decision.data);
}

/** Gives up the data that are being brought in, and the choice of them. */
export async function cancelData(inspection: Inspection, store: ChosenDataStore): Promise<void> {
  if (inspection.status.dataProgress === undefined) return;
  await store.set(inspection.subject, undefined);
  await inspection.cancelData();
}

async function browse(): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Config whose data are used'),
    filters: { [vscode.l10n.t('Racecar configs')]: ['racecar.json'] },
  });
  return picked?.[0]?.fsPath;
}
