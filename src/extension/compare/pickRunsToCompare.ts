import * as vscode from 'vscode';
import { distinctTitle } from '../runs/runTitle';
import type { Services } from '../services';

/**
 * Asks which runs to compare.
 *
 * @param shown  folders of runs that are compared already
 * @returns their folders; undefined when the user thought better of it
 */
export async function pickRunsToCompare(
  { runs }: Services,
  shown: readonly string[] = [],
): Promise<readonly string[] | undefined> {
  const { t } = vscode.l10n;
  await runs.ready;
  await runs.update();
  const now = Date.now();
  const summaries = runs.runs.map(({ summary }) => summary);
  const items = runs.runs
    .filter(({ folder }) => !shown.includes(folder.directory))
    .map(({ folder, summary, status }) => ({
      label: distinctTitle(summary, summaries, now, vscode.l10n),
      description: status,
      detail: folder.id,
      directory: folder.directory,
    }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      shown.length > 0 ? t('All runs are compared already.') : t('There is no run yet.'),
    );
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
    placeHolder: t('Runs to compare'),
  });
  return picked?.map(({ directory }) => directory);
}
