import * as vscode from 'vscode';
import type { RunRequest } from '../../runs/requests';
import { makeRequest } from '../../runs/requests';
import type { SupervisedRun } from '../../trainer/supervisedRun';
import type { Services } from '../services';
import { settings } from '../settings';
import { showError } from '../showError';
import { isTrusted } from '../trust';
import type { RunRow } from './runRow';

/** What can be asked of a training, and of which. A run of another process is asked by a file in its folder. */
export const ACTIONS = {
  stop: {
    fits: ({ state }: RunRow): boolean => ['queued', 'starting', 'running', 'paused'].includes(state),
    act: (row: RunRow): Promise<void> => askRun(row, 'stop'),
  },
  pause: {
    fits: ({ state }: RunRow): boolean => state === 'starting' || state === 'running',
    act: (row: RunRow): Promise<void> => askRun(row, 'pause'),
  },
  continue: {
    fits: ({ state }: RunRow): boolean => state === 'paused',
    act: (row: RunRow): Promise<void> => askRun(row, 'continue'),
  },
} as const;

async function askRun({ supervised, folder }: RunRow, request: RunRequest): Promise<void> {
  if (supervised === undefined) {
    if (folder !== undefined) await makeRequest(folder, request);
  } else if (request === 'stop') void supervised.stop();
  else supervised[request]();
}

/** Whether a run can go on: one that waits, or one that ended before its time, or is about to. */
export function canGoOn(row: RunRow): boolean {
  return ACTIONS.continue.fits(row) || row.isResumable || row.state === 'stopping';
}

/** Lets paused runs continue and starts ended ones anew, where they were. */
export async function goOn(rows: readonly RunRow[], services: Services): Promise<void> {
  // Before anything continues: in a workspace that is not trusted nothing trains by any way.
  if (!(await isTrusted())) return;
  for (const row of rows) {
    if (row.state === 'paused') await ACTIONS.continue.act(row);
    else if (row.folder !== undefined) void goOnFrom(row.folder.directory, row.supervised, services);
  }
}

/** Hands a run to the supervisor, on the engine and with the threads that it began with. */
export function startResuming(runDirectory: string, { supervisor }: Services): SupervisedRun {
  const { tensorflowFolder } = settings(vscode.Uri.file(runDirectory));
  return supervisor.start({
    kind: 'resume',
    runDirectory,
    ...(tensorflowFolder === undefined ? {} : { tensorflowFolder }),
  });
}

/** A run that cannot go on stays as it was, so that nothing else would say why. */
async function goOnFrom(
  runDirectory: string,
  ending: SupervisedRun | undefined,
  services: Services,
): Promise<void> {
  await ending?.ended;
  const { error } = await startResuming(runDirectory, services).ended;
  if (error === undefined) return;
  services.log.error(error.format());
  await showError(error);
}
