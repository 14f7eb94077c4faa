import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../config/userError';
import { RunFolder } from '../../runs/runFolder';
import { readRunManifest } from '../../runs/runManifest';
import { showError } from '../showError';

/** Documents that show the config of a run with every default, as its folder has it. */
const SCHEME = 'racecar-run-config';

export function registerRunConfigs(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    async provideTextDocumentContent({ query }) {
      const { config } = await readRunManifest(new RunFolder(query).manifest);
      return `${JSON.stringify(config, undefined, 2)}\n`;
    },
  });
}

/** Shows how the configs of two runs differ, in VS Code's own editor for differences. */
export async function showConfigDiff(one: string, other: string): Promise<void> {
  const [left, right] = [one, other].map((directory) =>
    vscode.Uri.from({ scheme: SCHEME, path: `/${path.basename(directory)}.json`, query: directory }),
  );
  try {
    // Read before anything opens, so that a run that is gone is told of in words.
    for (const directory of [one, other]) await readRunManifest(new RunFolder(directory).manifest);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await showError(error);
    return;
  }
  const title = vscode.l10n.t('Configs: {0} ↔ {1}', path.basename(one), path.basename(other));
  await vscode.commands.executeCommand('vscode.diff', left, right, title);
}
