import * as vscode from 'vscode';
import type { Services } from '../services';
import { installGpuEngine, selectEngine } from './engines';
import { newConfig } from './newConfig';
import { trainConfig, trainGrid, trainModes, trainSeeds } from './train';

/** The commands that start trainings and what they need. */
export function registerTraining(services: Services): vscode.Disposable[] {
  const { registerCommand } = vscode.commands;
  return [
    registerCommand('racecar.train', async (target?: unknown) =>
      ticketsOf(await trainConfig(services, target)),
    ),
    registerCommand('racecar.trainModes', async (target?: unknown) =>
      ticketsOf(await trainModes(services, target)),
    ),
    registerCommand('racecar.trainSeeds', async (target?: unknown, count?: unknown) =>
      ticketsOf(await trainSeeds(services, target, typeof count === 'number' ? count : undefined)),
    ),
    registerCommand('racecar.trainGrid', async (target?: unknown, keys?: unknown) =>
      ticketsOf(await trainGrid(services, target, keys)),
    ),
    registerCommand('racecar.newConfig', () => newConfig(services.context.extensionUri)),
    registerCommand('racecar.selectEngine', () => selectEngine(services.log)),
    registerCommand('racecar.installGpuEngine', () => installGpuEngine(services.log)),
  ];
}

/** What other extensions and keybindings get from a command is plain data. */
function ticketsOf(runs: readonly { readonly ticket: string }[]): string[] {
  return runs.map(({ ticket }) => ticket);
}
