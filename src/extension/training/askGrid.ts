import * as vscode from 'vscode';
import type { Config } from '../../config/schema';
import type { GridKey } from '../../trainer/gridText';
import { gridKeys, valuesToBeginWith } from './gridKeys';
import { gridKeyOf, problemOfValues, seedCountOf } from './typedAnswers';

/** Asks for keys of a config and the values of each; undefined when the user gives up. */
export async function askGrid(config: Config): Promise<readonly GridKey[] | undefined> {
  const offers = gridKeys(config).map((offer) => ({ label: offer.key, description: offer.text, offer }));
  const picked = await vscode.window.showQuickPick(offers, {
    canPickMany: true,
    matchOnDescription: true,
    placeHolder: vscode.l10n.t('Which keys are to have several values?'),
  });
  if (picked === undefined || picked.length === 0) return undefined;
  const grid: GridKey[] = [];
  for (const [index, { offer }] of picked.entries()) {
    const text = await vscode.window.showInputBox({
      title: offer.key,
      value: valuesToBeginWith(offer),
      prompt: vscode.l10n.t(
        'Values with commas between them, or log:1e-7..1e-5:3 or lin:0..1:5 ({0} of {1})',
        index + 1,
        picked.length,
      ),
      ignoreFocusOut: true,
      validateInput: (values) => problemOfValues(offer.key, values),
    });
    if (text === undefined) return undefined;
    grid.push(gridKeyOf(offer.key, text));
  }
  return grid;
}

/** Asks for a number of seeds; undefined when the user gives up. */
export async function askSeeds(most: number): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Train N Seeds'),
    value: '3',
    prompt: vscode.l10n.t("The config's seed and those after it; from 5 seeds on a test says something"),
    validateInput: (value) =>
      seedCountOf(value, most) === undefined
        ? vscode.l10n.t('A whole number from 1 to {0} is expected', most)
        : undefined,
  });
  return text === undefined ? undefined : seedCountOf(text, most);
}
