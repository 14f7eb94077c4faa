import * as vscode from 'vscode';
import { UserError } from '../../config/userError';
import type { CommandId } from '../contributions';
import { nameOfConfig } from '../pickConfig';
import type { Services } from '../services';
import { showError } from '../showError';
import { applyModes, currentMode, PreviousModes } from './applyModes';
import { everyConfig, pickConfigs } from './pickConfigs';
import { pickMode } from './pickMode';
import type { ToggledMode } from './toggleMode';
import { toggleModes } from './toggleMode';

/** The commands that change the mode of configs: minimal edits of their files, which undo takes back. */
export function registerModes({ configs, context }: Services): vscode.Disposable[] {
  const previous = new PreviousModes(context.workspaceState);
  const one = (target: unknown): Promise<readonly vscode.Uri[]> => pickConfigs(target, configs);
  const all = (): Promise<readonly vscode.Uri[]> => everyConfig(configs);

  const set = async (uris: readonly vscode.Uri[]): Promise<void> => {
    const [first] = uris;
    if (first === undefined) return;
    const modes = new Set(await modesOf(uris));
    const title =
      uris.length === 1
        ? vscode.l10n.t('Mode of {0}', nameOfConfig(first))
        : vscode.l10n.t('Mode of {0} configs', uris.length);
    const mode = await pickMode(modes.size === 1 ? [...modes][0] : undefined, title);
    if (mode !== undefined) {
      await applyModes(
        uris.map((uri) => ({ uri, mode })),
        previous,
      );
    }
  };

  const toggle = async (uris: readonly vscode.Uri[], toggled: ToggledMode): Promise<void> => {
    const current = await modesOf(uris);
    const modes = toggleModes(
      uris.map((uri, index) => ({ current: current[index] as string, previous: previous.of(uri) })),
      toggled,
    );
    await applyModes(
      uris.map((uri, index) => ({ uri, mode: modes[index] as string })),
      previous,
    );
  };

  return [
    command('racecar.setMode', async (target) => set(await one(target))),
    command('racecar.setModeOfAll', async () => set(await all())),
    command('racecar.toggleStd', async (target) => toggle(await one(target), 'std')),
    command('racecar.toggleOrt', async (target) => toggle(await one(target), 'ort')),
    command('racecar.toggleRr', async (target) => toggle(await one(target), 'rr')),
    command('racecar.toggleStdOfAll', async () => toggle(await all(), 'std')),
    command('racecar.toggleOrtOfAll', async () => toggle(await all(), 'ort')),
    command('racecar.toggleRrOfAll', async () => toggle(await all(), 'rr')),
  ];
}

function modesOf(uris: readonly vscode.Uri[]): Promise<string[]> {
  return Promise.all(uris.map(currentMode));
}

/** A command that tells of errors which the user can mend; others are bugs, and VS Code's to report. */
function command(id: CommandId, run: (target: unknown) => Promise<void>): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (target?: unknown) => {
    try {
      await run(target);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      void showError(error);
    }
  });
}
