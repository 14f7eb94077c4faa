import path from 'node:path';
import * as vscode from 'vscode';
import type { RunManifest } from '../../runs/runManifest';
import type { SupervisedRun } from '../../trainer/supervisedRun';
import type { Services } from '../services';
import { goOn } from './runActions';
import type { RunRows } from './runRows';
import { runTitle } from './runTitle';

/**
 * Tells of a training of this window that ended as nobody wanted: it failed, or its process died. What finished, or
 * was stopped, the view shows without a word.
 */
export async function tellOfFailure(run: SupervisedRun, services: Services, rows: RunRows): Promise<void> {
  let wasStopped = false;
  const stop = run.onChange(() => (wasStopped ||= run.phase === 'stopping'));
  const { manifest } = await run.ended;
  stop();
  if (manifest === undefined || services.supervisor.isDisposed) return;
  if (manifest.status === 'failed') await tellOfFailedRun(manifest, services);
  if (manifest.status === 'interrupted' && !wasStopped) await tellOfDeath(manifest, run, services, rows);
}

async function tellOfFailedRun(manifest: RunManifest, { log }: Services): Promise<void> {
  const { error, configFile } = manifest;
  const reason = error?.message ?? vscode.l10n.t('no reason was written down');
  log.error(`${titleOf(manifest)}: ${reason}`);
  const showLog = vscode.l10n.t('Show Log');
  const openConfig = vscode.l10n.t('Open {0}', path.basename(configFile));
  const [summary] = reason.split('\n');
  const answer = await vscode.window.showErrorMessage(
    vscode.l10n.t('{0} failed: {1}', titleOf(manifest), summary ?? reason),
    openConfig,
    showLog,
  );
  if (answer === showLog) log.show();
  if (answer === openConfig) await vscode.window.showTextDocument(vscode.Uri.file(configFile));
}

async function tellOfDeath(
  manifest: RunManifest,
  run: SupervisedRun,
  services: Services,
  rows: RunRows,
): Promise<void> {
  const reason = manifest.interruption?.message ?? vscode.l10n.t('its process ended');
  services.log.warn(`${titleOf(manifest)}: ${reason}`);
  const resume = vscode.l10n.t('Resume');
  const showLog = vscode.l10n.t('Show Log');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} was interrupted: {1}', titleOf(manifest), reason),
    resume,
    showLog,
  );
  if (answer === showLog) services.log.show();
  const row = run.run === undefined ? undefined : rows.get(run.run.directory);
  if (answer === resume && row !== undefined) await goOn([row], services);
}

function titleOf({ name, mode, seed }: RunManifest): string {
  return runTitle({ name, mode, seed }, vscode.l10n);
}
