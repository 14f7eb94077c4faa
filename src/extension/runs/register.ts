import path from 'node:path';
import * as vscode from 'vscode';
import { RUNS_VIEW } from '../contributedNames';
import type { Services } from '../services';
import { registerRunCommands } from './commands';
import { ConfigModes } from './configModes';
import { contextOf } from './contextKeys';
import { leftTrainings, OwnTrainingsLog } from './ownTrainings';
import { resumeInterrupted } from './resumeInterrupted';
import { directoryOf } from './runRow';
import { RunRows } from './runRows';
import { RunsTree } from './runsTree';
import { showTrainingsInStatusBar } from './statusBar';
import { tellOfFailure } from './tellOfFailures';

/** The Runs view, the status bar's item, the commands on runs, and what becomes of runs after a reload. */
export function registerRuns(services: Services): vscode.Disposable[] {
  const { runs: store, supervisor, configs, context, log } = services;
  const rows = new RunRows(
    {
      get runs() {
        return store.runs;
      },
      onChange: (listener) => {
        const subscription = store.onDidChange(listener);
        return () => subscription.dispose();
      },
    },
    supervisor,
  );
  const modes = new ConfigModes(configs);
  const tree = new RunsTree(rows, store, configs, modes);
  // What the window before left is read before anything of this one is written.
  const left = leftTrainings(context.workspaceState);
  const own = new OwnTrainingsLog(
    context.workspaceState,
    left,
    () => supervisor.isDisposed,
    (reason) => log.warn(`The trainings of this window cannot be written down: ${reason}`),
  );
  return [
    new vscode.Disposable(() => rows.dispose()),
    modes,
    tree,
    showTrainingsInStatusBar(rows),
    keepContext(rows, services),
    showStarting(rows),
    followSupervisor(services, own, rows),
    resumeInterrupted(left, own, services, rows),
    tree.view.onDidChangeSelection(({ selection }) => {
      const [node] = selection;
      // The Layers view shows the one run that is selected.
      if (selection.length !== 1 || node?.kind !== 'run' || node.row.folder === undefined) return;
      services.focus.showRun(node.row.folder.directory);
    }),
    ...registerRunCommands(services, rows, tree),
  ];
}

/** Tells VS Code which commands make sense, when that changes. */
function keepContext(rows: RunRows, { runs: store }: Services): vscode.Disposable {
  const told = new Map<string, boolean>();
  let isReady = false;
  const update = (): void => {
    for (const [key, value] of Object.entries(contextOf(rows.all, isReady))) {
      if (told.get(key) === value) continue;
      told.set(key, value);
      void vscode.commands.executeCommand('setContext', key, value);
    }
  };
  void store.ready.then(() => {
    isReady = true;
    update();
  });
  return new vscode.Disposable(rows.onChange(update));
}

/** Shows progress in the view while a training starts, which may take some seconds. */
function showStarting(rows: RunRows): vscode.Disposable {
  let end: (() => void) | undefined;
  const update = (): void => {
    const isStarting = rows.all.some(({ state }) => state === 'starting');
    if (isStarting && end === undefined) {
      const started = new Promise<void>((resolve) => (end = resolve));
      void vscode.window.withProgress({ location: { viewId: RUNS_VIEW } }, () => started);
    } else if (!isStarting) {
      end?.();
      end = undefined;
    }
  };
  const stop = rows.onChange(update);
  return new vscode.Disposable(() => {
    stop();
    end?.();
  });
}

/** Sees to every training of this window: its folder is followed, its failure told, its being ours written down. */
function followSupervisor(services: Services, own: OwnTrainingsLog, rows: RunRows): vscode.Disposable {
  const { supervisor, runs: store } = services;
  /** By ticket, the folder that each training was last seen in. */
  const seen = new Map<string, string | undefined>();
  const update = (): void => {
    for (const run of supervisor.runs) {
      const directory = directoryOf(run);
      if (!seen.has(run.ticket)) {
        own.track(run);
        void tellOfFailure(run, services, rows);
        void run.ended.then(() => {
          const folder = directoryOf(run);
          // The disk says at once how it ended.
          if (folder !== undefined) void store.update(new Set([folder]));
        });
      } else if (seen.get(run.ticket) === directory) continue;
      seen.set(run.ticket, directory);
      if (directory === undefined) continue;
      store.follow(path.dirname(directory));
      void store.update(new Set([directory]));
    }
  };
  update();
  return new vscode.Disposable(supervisor.onChange(update));
}
