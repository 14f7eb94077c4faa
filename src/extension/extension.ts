import * as vscode from 'vscode';
import { ConfigFiles } from './configFiles';
import { registerCompare } from './compare/register';
import { registerDashboard } from './dashboard/register';
import { registerFindings } from './findings/register';
import { registerLanguage } from './language/register';
import { InspectionFocus } from './layers/inspectionFocus';
import { registerLayers } from './layers/register';
import { registerModes } from './modes/register';
import { registerRuns } from './runs/register';
import { RunStore } from './runs/runStore';
import type { Services } from './services';
import { registerTasks } from './tasks/register';
import { registerTraining } from './training/register';
import { startSupervisor } from './training/startSupervisor';

let services: Services | undefined;

/** Called by VS Code when the first command, view, task or config needs the extension. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Racecar', { log: true });
  const configs = new ConfigFiles();
  const runs = new RunStore(configs, log);
  const supervisor = startSupervisor(context, log);
  const focus = new InspectionFocus();
  services = { context, log, configs, runs, supervisor, focus };
  context.subscriptions.push(log, configs, runs, focus);
  for (const register of [
    registerLanguage,
    registerModes,
    registerRuns,
    registerTraining,
    registerTasks,
    registerDashboard,
    registerCompare,
    registerLayers,
    registerFindings,
  ]) {
    context.subscriptions.push(...register(services));
  }
}

/** Called by VS Code before it ends: trainings write a checkpoint and stop, to be resumed. */
export async function deactivate(): Promise<void> {
  await services?.supervisor.dispose();
}
