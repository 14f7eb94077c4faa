import * as vscode from 'vscode';
import { MODES, regularizersOf, STD, whyNoMode } from '../../config/mode';
import { modeName } from '../runs/modeLook';

interface ModeItem extends vscode.QuickPickItem {
  readonly mode: string | undefined;
}

/**
 * Lets the user choose a mode, alone or combined of several.
 * @param current marked in the list
 */
export async function pickMode(current: string | undefined, title: string): Promise<string | undefined> {
  const describe = descriptions();
  const items = [...MODES, ...(current === undefined || MODES.includes(current) ? [] : [current])].map(
    (mode): ModeItem => ({
      label: modeName(mode),
      description: mode === current ? vscode.l10n.t('{0} · current', mode) : mode,
      detail: describe[mode] ?? '',
      mode,
    }),
  );
  const combine: ModeItem = {
    label: vscode.l10n.t('Combine…'),
    detail: vscode.l10n.t('Several regularizers at once, as in RR + WEISSI'),
    mode: undefined,
  };
  const picked = await vscode.window.showQuickPick([...items, combine], {
    title,
    placeHolder: vscode.l10n.t('How to train'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked === combine ? combineModes(current, title) : picked?.mode;
}

async function combineModes(current: string | undefined, title: string): Promise<string | undefined> {
  const describe = descriptions();
  const parts = current === undefined || whyNoMode(current) !== undefined ? [] : regularizersOf(current);
  const picked = await vscode.window.showQuickPick(
    MODES.filter((mode) => mode !== STD).map((mode) => ({
      label: modeName(mode),
      description: mode,
      detail: describe[mode] ?? '',
      picked: parts.some((part) => part === mode),
      mode,
    })),
    { title, placeHolder: vscode.l10n.t('The regularizers to combine; none for Std'), canPickMany: true },
  );
  if (picked === undefined) return undefined;
  return picked.length === 0 ? STD : picked.map(({ mode }) => mode).join('+');
}

function descriptions(): Readonly<Record<string, string>> {
  return {
    std: vscode.l10n.t('Plain training, without a regularizer'),
    rr: vscode.l10n.t('Racecar: the reverse pass rebuilds every internal state, through the whole network'),
    'rr-local': vscode.l10n.t('The reverse pass of each layer alone, from its own true output'),
    ort: vscode.l10n.t('Orthogonality: the columns of each kernel are made orthonormal'),
    weissi: vscode.l10n.t('WEISSI: does not change when weight scale shifts from one layer to another'),
  };
}
