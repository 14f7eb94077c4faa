import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../config/userError';
import type { CompareFile } from '../../messages/compareFile';
import { serializeCompareFile } from '../../messages/compareFile';
import { runRacecar } from '../racecarCommand';
import { COMPARE_ENDING } from './comparisonSource';

/**
 * Makes one HTML file that shows a comparison as it is looked at, where the user wants it, and offers to open it.
 *
 * @param file  names its runs by absolute paths
 */
export async function makeComparisonReport(file: CompareFile, name: string | undefined): Promise<void> {
  const { t } = vscode.l10n;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const fileName = `${name ?? 'comparison'}.html`;
  const target = await vscode.window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, fileName) }),
    filters: { HTML: ['html'] },
  });
  if (target === undefined) return;
  const { code, stderr } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: t('Making {0}', path.basename(target.fsPath)) },
    () => writeReport(file, target.fsPath),
  );
  if (code !== 0) throw new UserError(stderr.trim() || t('The report cannot be made.'));
  const open = t('Open');
  const answer = await vscode.window.showInformationMessage(t('{0} is made.', target.fsPath), open);
  if (answer === open) await vscode.env.openExternal(target);
}

/** The command takes the table's view, the notes and the labels from a comparison's file. */
async function writeReport(file: CompareFile, target: string): ReturnType<typeof runRacecar> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'racecar-report-'));
  try {
    const comparison = path.join(folder, `comparison${COMPARE_ENDING}`);
    await writeFile(comparison, serializeCompareFile(file));
    return await runRacecar(['compare', comparison, '--html', target]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
