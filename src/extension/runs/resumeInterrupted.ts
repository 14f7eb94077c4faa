import path from 'node:path';
import * as vscode from 'vscode';
import type { Services } from '../services';
import { settings } from '../settings';
import type { OwnTrainings, OwnTrainingsLog } from './ownTrainings';
import { verdictOn } from './ownTrainings';
import { startResuming } from './runActions';
import type { RunRows } from './runRows';

/** How long a run's old process may take to write its checkpoint and end. */
const PATIENCE_MS = 60_000;

/**
 * Goes on with the trainings that the end of the last window interrupted, and starts those that waited for their turn
 * in it. Never in a workspace that is not trusted; as soon as it is.
 */
export function resumeInterrupted(
  left: OwnTrainings,
  own: OwnTrainingsLog,
  services: Services,
  rows: RunRows,
): vscode.Disposable {
  const { runs: store } = services;
  const pending = new Set(left.runs);
  const disposables: vscode.Disposable[] = [];
  const end = (): void => {
    pending.clear();
    for (const each of disposables.splice(0)) each.dispose();
  };
  const look = (): void => {
    for (const directory of [...pending]) {
      const verdict = verdictOn(store.get(directory));
      if (verdict === 'wait') continue;
      pending.delete(directory);
      if (verdict === 'resume' && isWanted(directory)) carryOn(directory, services, rows);
      own.settleRun(directory);
    }
    if (pending.size === 0) end();
  };
  const begin = async (): Promise<void> => {
    for (const directory of left.runs) store.follow(path.dirname(directory));
    await store.ready;
    await store.update(new Set(left.runs));
    look();
    startWaiting(left, services);
    own.settleWaiting();
    if (pending.size === 0) return;
    const timer = setTimeout(() => {
      for (const directory of pending) own.settleRun(directory);
      end();
    }, PATIENCE_MS);
    disposables.push(new vscode.Disposable(() => clearTimeout(timer)), store.onDidChange(look));
  };
  if (left.runs.length + left.waiting.length > 0) {
    if (vscode.workspace.isTrusted) void begin();
    else disposables.push(vscode.workspace.onDidGrantWorkspaceTrust(() => void begin()));
  }
  return new vscode.Disposable(end);
}

function isWanted(file: string): boolean {
  return vscode.workspace.isTrusted && settings(vscode.Uri.file(file)).resumeInterruptedRuns;
}

function carryOn(directory: string, services: Services, rows: RunRows): void {
  const { log, runs: store, supervisor } = services;
  if (supervisor.isDisposed) return;
  const id = store.get(directory)?.folder.id ?? directory;
  log.info(vscode.l10n.t('{0} goes on: the end of the window had interrupted it.', id));
  rows.markCarriedOn(directory);
  void startResuming(directory, services).ended.then(({ error }) => {
    // Another window may have been faster; nobody asked for this, so that the log is the place to say so.
    if (error !== undefined) log.warn(error.format());
  });
}

function startWaiting({ waiting }: OwnTrainings, { log, supervisor }: Services): void {
  for (const request of waiting) {
    if (supervisor.isDisposed || !isWanted(request.configFile)) continue;
    log.info(vscode.l10n.t('A training of {0} that waited for its turn is started.', request.configFile));
    void supervisor.start(request).ended.then(({ error }) => {
      if (error !== undefined) log.error(error.format());
    });
  }
}
