import * as vscode from 'vscode';
import type { RunFilter } from './runFilter';
import { FILTER_KEYS, parseFilter, unknownKey } from './runFilter';
import type { RunsTree } from './runsTree';

/** Asks which runs to show; the view follows the typing, and Escape brings back what it showed. */
export function askFilter(tree: RunsTree, apply: (filter: RunFilter | undefined) => void): void {
  const before = tree.filter;
  const input = vscode.window.createInputBox();
  input.title = vscode.l10n.t('Filter Runs');
  input.placeholder = vscode.l10n.t('Such as: peak mode:rr,ort status:failed seed:0');
  input.value = before?.text ?? '';
  const preview = (): void => {
    tree.filter = filterOf(input.value);
    input.validationMessage = remark(input.value, tree.fitting);
  };
  let isAccepted = false;
  input.onDidChangeValue(preview);
  input.onDidAccept(() => {
    if (unknownKey(input.value) !== undefined) return;
    isAccepted = true;
    apply(filterOf(input.value));
    input.hide();
  });
  input.onDidHide(() => {
    if (!isAccepted) apply(before);
    input.dispose();
  });
  preview();
  input.show();
}

function filterOf(text: string): RunFilter | undefined {
  return text.trim() === '' ? undefined : parseFilter(text);
}

function remark(text: string, fitting: number): vscode.InputBoxValidationMessage {
  const unknown = unknownKey(text);
  if (unknown !== undefined) {
    const keys = FILTER_KEYS.map((key) => `${key}:`).join(' ');
    const message =
      unknown.meant === undefined
        ? vscode.l10n.t('There is no "{0}:"; there are {1}', unknown.key, keys)
        : vscode.l10n.t('There is no "{0}:". Is "{1}:" meant?', unknown.key, unknown.meant);
    return { message, severity: vscode.InputBoxValidationSeverity.Error };
  }
  const message = fitting === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', fitting);
  return { message, severity: vscode.InputBoxValidationSeverity.Info };
}
