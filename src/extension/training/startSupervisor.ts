import path from 'node:path';
import * as vscode from 'vscode';
import { Supervisor } from '../../trainer/supervisor';
import { distFolder } from '../racecarCommand';
import { settings } from '../settings';

/** The supervisor of this window's trainings; it follows the settings. */
export function startSupervisor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Supervisor {
  const supervisor = new Supervisor({
    trainerFile: path.join(distFolder, 'trainer.js'),
    maxConcurrentRuns: settings().maxConcurrentRuns,
    log: (line, ticket) => log.info(`[${ticket}] ${line}`),
  });
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('racecar.maxConcurrentRuns')) {
        supervisor.setMaxConcurrentRuns(settings().maxConcurrentRuns);
      }
    }),
  );
  return supervisor;
}
