import path from 'node:path';
import * as vscode from 'vscode';
import type { ConfigFiles } from './configFiles';
import { activeConfig } from './configFiles';

/**
 * The config that a command is about: the one it was called with (from a menu, a lens or a view's item), the one in
 * the active editor, the only one there is, or one that the user picks.
 */
export async function pickConfig(
  target: unknown,
  configs: ConfigFiles,
  placeHolder: string,
): Promise<vscode.Uri | undefined> {
  const given = uriOf(target) ?? activeConfig();
  if (given !== undefined) return given;
  await configs.ready;
  const [only, ...others] = configs.all;
  if (only === undefined) {
    await offerNewConfig();
    return undefined;
  }
  if (others.length === 0) return only;
  const picked = await vscode.window.showQuickPick(
    configs.all.map((uri) => ({ ...labelOf(uri), uri })),
    { placeHolder, matchOnDescription: true },
  );
  return picked?.uri;
}

/** A config's name, and the folder it lies in. */
export function labelOf(uri: vscode.Uri): { label: string; description: string } {
  const folder = path.posix.dirname(vscode.workspace.asRelativePath(uri));
  return { label: nameOfConfig(uri), description: folder === '.' ? '' : folder };
}

/** The file's name without .racecar.json. */
export function nameOfConfig(uri: vscode.Uri): string {
  return path.posix.basename(uri.path).replace(/\.racecar\.json$/, '');
}

/** The config that a command was called with. */
export function uriOf(target: unknown): vscode.Uri | undefined {
  if (target instanceof vscode.Uri) return target;
  // A view's item of a config carries it in its own property or in that of tree items.
  const { configUri, resourceUri } = (target ?? {}) as { configUri?: unknown; resourceUri?: unknown };
  if (configUri instanceof vscode.Uri) return configUri;
  return resourceUri instanceof vscode.Uri ? resourceUri : undefined;
}

/** Says that there is no config, and offers to make one. */
export async function offerNewConfig(): Promise<void> {
  const create = vscode.l10n.t('New Config…');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('There is no *.racecar.json config in this workspace yet.'),
    create,
  );
  if (answer === create) await vscode.commands.executeCommand('racecar.newConfig');
}
