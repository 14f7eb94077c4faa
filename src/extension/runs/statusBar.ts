import * as vscode from 'vscode';
import { RUNS_VIEW } from '../contributedNames';
import { rowDescription, rowLabel, statusText } from './rowTexts';
import { escapeMarkdown } from './rowTooltip';
import { isLive } from './runRow';
import type { RunRows } from './runRows';

/** One short item while something trains, none otherwise. */
export function showTrainingsInStatusBar(rows: RunRows): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('racecar.trainings', vscode.StatusBarAlignment.Left, 10);
  item.name = vscode.l10n.t('Racecar trainings');
  item.command = {
    command: `${RUNS_VIEW}.focus`,
    title: vscode.l10n.t('Show Runs'),
  };
  const update = (): void => {
    const text = statusText(rows.all, vscode.l10n);
    if (text === undefined) {
      item.hide();
      return;
    }
    const now = Date.now();
    const lines = rows.all
      .filter(isLive)
      .map((row) =>
        [row.name, rowLabel(row, vscode.l10n), rowDescription(row, now, vscode.l10n)].join(' · '),
      );
    item.text = text;
    item.tooltip = new vscode.MarkdownString(lines.map(escapeMarkdown).join('\n\n'));
    item.accessibilityInformation = {
      label: vscode.l10n.t('Racecar: {0}', lines.join('; ')),
      role: 'button',
    };
    item.show();
  };
  update();
  const stop = rows.onChange(update);
  return vscode.Disposable.from(item, new vscode.Disposable(stop));
}
