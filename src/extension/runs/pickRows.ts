import * as vscode from 'vscode';
import { RunFolder } from '../../runs/runFolder';
import { rowDescription, rowLabel, iconColor, stateIcon } from './rowTexts';
import { RunNode, UnreadableNode } from './runNodes';
import type { RunRow } from './runRow';
import type { RunRows } from './runRows';

export interface PickOptions {
  /** Looks at the disk. */
  readonly look: () => Promise<void>;
  /** Which runs the command makes sense for. */
  readonly fits: (row: RunRow) => boolean;
  readonly placeHolder: string;
  /** Said when there is no such run. */
  readonly none: string;
  readonly many: boolean;
}

/**
 * The runs that a command is about: the selected items of the view with the one it was called on, a run's id or
 * folder, the only run that it makes sense for, or those that the user picks.
 *
 * @returns none when the user thought better of it, or there is none; that is said
 */
export async function pickRows(
  target: unknown,
  selection: unknown,
  rows: RunRows,
  options: PickOptions,
): Promise<readonly RunRow[]> {
  // A command may come sooner than the view is told of what it is about.
  await options.look();
  rows.renew();
  const fitting = (given(target, selection, rows) ?? rows.all).filter(options.fits);
  if (fitting.length === 0) {
    void vscode.window.showInformationMessage(options.none);
    return [];
  }
  if (target !== undefined || fitting.length === 1) return fitting;
  const now = Date.now();
  const items = fitting.map((row) => ({
    label: `${row.name} · ${rowLabel(row, vscode.l10n)}`,
    description: rowDescription(row, now, vscode.l10n),
    iconPath: new vscode.ThemeIcon(stateIcon(row.state), new vscode.ThemeColor(iconColor(row))),
    row,
  }));
  const { placeHolder } = options;
  const how = { placeHolder, matchOnDescription: true };
  const picked = options.many
    ? await vscode.window.showQuickPick(items, { ...how, canPickMany: true })
    : [await vscode.window.showQuickPick(items, how)];
  return (picked ?? []).filter((item) => item !== undefined).map(({ row }) => row);
}

/** The folders of items that hold no readable run. */
export function unreadableFolders(target: unknown, selection: unknown): RunFolder[] {
  return nodesOf(target, selection)
    .filter((node) => node instanceof UnreadableNode)
    .map(({ run }) => new RunFolder(run.folder.directory));
}

/** The rows that a command was called with; undefined when it was called without any. */
function given(target: unknown, selection: unknown, rows: RunRows): RunRow[] | undefined {
  if (target === undefined) return undefined;
  return nodesOf(target, selection)
    .map((node) => {
      if (node instanceof RunNode) return rows.get(node.row.key);
      if (typeof node === 'string') return rows.get(node);
      if (node instanceof vscode.Uri) return rows.get(node.fsPath);
      return undefined;
    })
    .filter((row) => row !== undefined);
}

/** An item of the view comes with the whole selection if it is part of it. */
export function nodesOf(target: unknown, selection: unknown): unknown[] {
  if (Array.isArray(target)) return target;
  return Array.isArray(selection) && selection.includes(target) ? selection : [target];
}
