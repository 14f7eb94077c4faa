import * as vscode from 'vscode';
import type { ConfigFiles } from '../configFiles';
import { activeConfig } from '../configFiles';
import { labelOf, offerNewConfig, uriOf } from '../pickConfig';
import { textOf } from '../documentText';
import { configFacts } from '../runs/configFacts';
import { modeName } from '../runs/modeLook';

/**
 * The configs that a command of modes is about: the one it was called with, the one in the active editor, the only one
 * there is, or one or all of those that the user can pick from.
 */
export async function pickConfigs(target: unknown, configs: ConfigFiles): Promise<readonly vscode.Uri[]> {
  const given = uriOf(target) ?? activeConfig();
  if (given !== undefined) return [given];
  const all = await everyConfig(configs);
  if (all.length < 2) return all;
  const items = await Promise.all(
    all.map(async (uri) => {
      const { label, description } = labelOf(uri);
      const mode = modeName(configFacts(await textOf(uri)).mode);
      return { label, description: vscode.l10n.t('mode {0}', mode), detail: description, uris: [uri] };
    }),
  );
  const everything = { label: vscode.l10n.t('All {0} configs', all.length), uris: all };
  const picked = await vscode.window.showQuickPick([...items, everything], {
    placeHolder: vscode.l10n.t('The config whose mode to change'),
    matchOnDetail: true,
  });
  return picked?.uris ?? [];
}

/** Every config of the workspace; without one, the user is offered to make one. */
export async function everyConfig(configs: ConfigFiles): Promise<readonly vscode.Uri[]> {
  await configs.ready;
  if (configs.all.length === 0) await offerNewConfig();
  return configs.all;
}
