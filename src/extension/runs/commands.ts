import * as vscode from 'vscode';
import type { CommandId } from '../contributions';
import { CONTEXT, RUNS_VIEW } from '../contributedNames';
import type { Services } from '../services';
import { askFilter } from './askFilter';
import { deleteRuns } from './deleteRuns';
import { openConfigOf, revealFolder } from './openRun';
import type { PickOptions } from './pickRows';
import { nodesOf, pickRows, unreadableFolders } from './pickRows';
import { ACTIONS, canGoOn, goOn } from './runActions';
import type { RunFilter } from './runFilter';
import { parseFilter } from './runFilter';
import { ConfigNode } from './runNodes';
import type { RunRow } from './runRow';
import { isLive } from './runRow';
import type { RunRows } from './runRows';
import type { RunsTree } from './runsTree';

/** The commands on runs. Each takes items of the view, a run's id or folder, or asks. */
export function registerRunCommands(services: Services, rows: RunRows, tree: RunsTree): vscode.Disposable[] {
  const { t } = vscode.l10n;
  const { runs: store, log, configs } = services;
  const register = (
    id: CommandId,
    run: (target?: unknown, selection?: unknown) => unknown,
  ): vscode.Disposable => vscode.commands.registerCommand(id, run);
  const pick = (
    target: unknown,
    selection: unknown,
    options: Omit<PickOptions, 'look'>,
  ): Promise<readonly RunRow[]> =>
    pickRows(target, selection, rows, { ...options, look: () => store.update() });
  const onRuns =
    (options: Omit<PickOptions, 'look'>, act: (chosen: readonly RunRow[]) => Promise<void>) =>
    async (target?: unknown, selection?: unknown): Promise<void> => {
      const chosen = await pick(target, selection, options);
      if (chosen.length > 0) await act(chosen);
    };
  const setFilter = (filter: RunFilter | undefined): void => {
    tree.filter = filter;
    void vscode.commands.executeCommand('setContext', CONTEXT.isFiltered, filter !== undefined);
  };
  const withFolder = ({ folder }: RunRow): boolean => folder !== undefined;
  const noRun = t('There is no run yet.');
  return [
    register(
      'racecar.stop',
      onRuns(
        {
          fits: ACTIONS.stop.fits,
          placeHolder: t('Which trainings are to stop? They can be resumed.'),
          none: t('Nothing trains that could be stopped.'),
          many: true,
        },
        async (chosen) => {
          for (const row of chosen) await ACTIONS.stop.act(row);
        },
      ),
    ),
    register(
      'racecar.pause',
      onRuns(
        {
          fits: ACTIONS.pause.fits,
          placeHolder: t('Which trainings are to pause?'),
          none: t('Nothing trains that could be paused.'),
          many: true,
        },
        async (chosen) => {
          for (const row of chosen) await ACTIONS.pause.act(row);
        },
      ),
    ),
    register(
      'racecar.resume',
      onRuns(
        {
          fits: canGoOn,
          placeHolder: t('Which runs are to go on?'),
          none: t(
            'There is no run that could go on: paused, stopped, interrupted or failed with a checkpoint.',
          ),
          many: true,
        },
        (chosen) => goOn(chosen, services),
      ),
    ),
    register('racecar.deleteRun', async (target, selection) => {
      const unreadable = unreadableFolders(target, selection);
      const options = {
        // Of items that were chosen by hand it is said why they stay.
        fits: (row: RunRow) => withFolder(row) && (target !== undefined || !isLive(row)),
        placeHolder: t('Which runs are to be deleted?'),
        none: t('There is no run that could be deleted.'),
        many: true,
      };
      const isOnlyUnreadable =
        unreadable.length > 0 && unreadable.length === nodesOf(target, selection).length;
      const chosen = isOnlyUnreadable ? [] : await pick(target, selection, options);
      if (chosen.length + unreadable.length > 0) await deleteRuns(chosen, unreadable, rows, store);
    }),
    register('racecar.revealRunFolder', async (target, selection) => {
      const [unreadable] = unreadableFolders(target, undefined);
      if (unreadable !== undefined) return revealFolder(unreadable);
      const options = { fits: withFolder, placeHolder: t('Which run?'), none: noRun, many: false };
      const [row] = await pick(target, selection, options);
      return row?.folder === undefined ? undefined : revealFolder(row.folder);
    }),
    register('racecar.openRunConfig', async (target, selection) => {
      if (target instanceof ConfigNode) return vscode.window.showTextDocument(target.configUri);
      const options = { fits: () => true, placeHolder: t('Which run?'), none: noRun, many: false };
      const [row] = await pick(target, selection, options);
      return row === undefined ? undefined : openConfigOf(row, configs.all);
    }),
    register('racecar.showLog', () => log.show()),
    register('racecar.refreshRuns', () =>
      vscode.window.withProgress({ location: { viewId: RUNS_VIEW } }, () => store.refresh()),
    ),
    register('racecar.filterRuns', (text) => {
      if (typeof text === 'string') setFilter(text.trim() === '' ? undefined : parseFilter(text));
      else askFilter(tree, setFilter);
    }),
    register('racecar.clearRunFilter', () => setFilter(undefined)),
  ];
}
