import * as vscode from 'vscode';
import { messageOf, UserError } from '../../config/userError';
import { formatBytes } from '../../cli/table';
import { diskUse } from '../../runs/catalogue';
import type { RunFolder } from '../../runs/runFolder';
import { showError } from '../showError';
import { ACTIONS } from './runActions';
import { rowLabel } from './rowTexts';
import type { RunRow } from './runRow';
import { isLive } from './runRow';
import type { RunRows } from './runRows';
import type { RunStore } from './runStore';

/** Names of runs that a question lists before it only counts. */
const NAMED = 10;

/** What is to be deleted: a run, or a folder that holds no readable one. */
interface Doomed {
  readonly folder: RunFolder;
  readonly title: string;
}

/**
 * Deletes runs after the user was told what, and how much, that is. Runs that train are refused.
 *
 * @param unreadable folders that hold no readable run
 */
export async function deleteRuns(
  chosen: readonly RunRow[],
  unreadable: readonly RunFolder[],
  rows: RunRows,
  store: RunStore,
): Promise<void> {
  const live = chosen.filter(isLive);
  if (live.length > 0) {
    await refuse(live);
    return;
  }
  const doomed: Doomed[] = [
    ...chosen.flatMap((row) =>
      row.folder === undefined ? [] : [{ folder: row.folder, title: titleOf(row) }],
    ),
    ...unreadable.map((folder) => ({ folder, title: folder.id })),
  ];
  if (doomed.length === 0 || !(await isConfirmed(doomed))) return;
  const folders = new Set(doomed.map(({ folder }) => folder.directory));
  // Another window may have gone on with one while the question stood there.
  await store.update(folders);
  const awoken = rows.all.filter((row) => folders.has(row.key) && isAwake(row, store));
  if (awoken.length > 0) await refuse(awoken);
  else await remove(doomed);
  await store.update(folders);
}

function isAwake(row: RunRow, store: RunStore): boolean {
  const status = store.get(row.key)?.status;
  return isLive(row) || status === 'running' || status === 'paused';
}

async function refuse(live: readonly RunRow[]): Promise<void> {
  const stop = vscode.l10n.t('Stop');
  const message =
    live.length === 1
      ? vscode.l10n.t('{0} is being trained and cannot be deleted.', titleOf(live[0]!))
      : vscode.l10n.t('{0} of the runs are being trained and cannot be deleted.', live.length);
  const detail = vscode.l10n.t('Stop first; what it has learned so far is kept until you delete it.');
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, stop)) !== stop) return;
  for (const row of live) if (ACTIONS.stop.fits(row)) await ACTIONS.stop.act(row);
}

async function isConfirmed(doomed: readonly Doomed[]): Promise<boolean> {
  const sizes = await Promise.all(doomed.map(({ folder }) => diskUse(folder.directory).catch(() => 0)));
  const size = formatBytes(sizes.reduce((sum, bytes) => sum + bytes, 0));
  const titles = doomed.slice(0, NAMED).map(({ title, folder }) => `${title} (${folder.id})`);
  const rest = doomed.length - titles.length;
  const question =
    doomed.length === 1
      ? vscode.l10n.t('Delete {0}?', doomed[0]!.title)
      : vscode.l10n.t('Delete {0} runs?', doomed.length);
  const detail = [
    ...titles,
    ...(rest > 0 ? [vscode.l10n.t('and {0} more', rest)] : []),
    '',
    vscode.l10n.t('Weights, snapshots and metrics, {0} in all.', size),
  ].join('\n');
  const answer = vscode.l10n.t('Delete');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, answer)) === answer;
}

async function remove(doomed: readonly Doomed[]): Promise<void> {
  const left: Doomed[] = [];
  for (const each of doomed) {
    if (!(await removeFolder(each.folder, true))) left.push(each);
  }
  if (left.length === 0 || !(await isConfirmedForGood(left.length))) return;
  for (const { folder } of left) await removeFolder(folder, false);
}

/** There is no trash on remote machines and on some disks. */
async function isConfirmedForGood(count: number): Promise<boolean> {
  const answer = vscode.l10n.t('Delete Permanently');
  const question =
    count === 1
      ? vscode.l10n.t('The run cannot be moved to the trash. Delete it permanently?')
      : vscode.l10n.t('{0} runs cannot be moved to the trash. Delete them permanently?', count);
  return (await vscode.window.showWarningMessage(question, { modal: true }, answer)) === answer;
}

/** Whether it is gone. That something cannot be deleted for good is told at once. */
async function removeFolder(folder: RunFolder, useTrash: boolean): Promise<boolean> {
  try {
    await vscode.workspace.fs.delete(vscode.Uri.file(folder.directory), { recursive: true, useTrash });
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return true;
    if (!useTrash) {
      void showError(
        new UserError(vscode.l10n.t('{0} cannot be deleted: {1}', folder.directory, messageOf(error))),
      );
    }
    return false;
  }
}

function titleOf(row: RunRow): string {
  return `${row.name} · ${rowLabel(row, vscode.l10n)}`;
}
