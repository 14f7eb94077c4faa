import * as vscode from 'vscode';
import type { UnreadableRun } from '../../runs/storedRun';
import { RUN_ITEM } from '../contributedNames';
import { labelOf } from '../pickConfig';
import { modeColor, modeName } from './modeLook';
import { rowContext, rowDescription, rowLabel, rowSpoken, iconColor, stateIcon } from './rowTexts';
import { rowTooltip } from './rowTooltip';
import type { RunRow } from './runRow';
import type { GroupLayout } from './treeLayout';

/** Shows more runs of a config; it belongs to the view alone. */
export const SHOW_MORE = 'racecar.runs.showMore';

/** An element of the Runs view. Commands get them, and the same one as long as it is shown. */
export type RunsNode = ConfigNode | RunNode | UnreadableNode | MoreNode;

/** A config with its runs. */
export class ConfigNode {
  readonly kind = 'config';
  readonly configUri: vscode.Uri;

  constructor(
    readonly configFile: string,
    public layout: GroupLayout,
  ) {
    this.configUri = vscode.Uri.file(configFile);
  }

  /** @param mode of the config as it is now; undefined where it cannot be read */
  item(mode: string | undefined): vscode.TreeItem {
    const { group } = this.layout;
    const { label, description } = labelOf(this.configUri);
    const state =
      group.rows.length > 0 || group.unreadable.length > 0
        ? vscode.TreeItemCollapsibleState.Expanded
        : vscode.TreeItemCollapsibleState.None;
    const item = new vscode.TreeItem(label, state);
    const isGone = mode === undefined;
    const facts = [isGone ? vscode.l10n.t('no config') : modeName(mode), this.countText(), description];
    item.id = `config ${this.configFile}`;
    item.description = facts.filter((fact) => fact !== '').join(' · ');
    item.iconPath = isGone
      ? new vscode.ThemeIcon('folder')
      : new vscode.ThemeIcon('symbol-namespace', new vscode.ThemeColor(modeColor(mode)));
    item.contextValue = isGone ? 'gone' : RUN_ITEM.config;
    item.tooltip = this.configFile;
    item.accessibilityInformation = {
      label: isGone
        ? vscode.l10n.t('{0}, {1}', label, this.countText())
        : vscode.l10n.t('Config {0}, mode {1}, {2}', label, modeName(mode), this.countText()),
    };
    return item;
  }

  private countText(): string {
    const { rows, total } = this.layout.group;
    if (rows.length < total) return vscode.l10n.t('{0} of {1} runs', rows.length, total);
    return total === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', total);
  }
}

/** A training. */
export class RunNode {
  readonly kind = 'run';

  constructor(
    public row: RunRow,
    readonly parent: string,
  ) {}

  item(now: number): vscode.TreeItem {
    const { row } = this;
    const item = new vscode.TreeItem(rowLabel(row, vscode.l10n));
    item.id = row.key;
    item.description = rowDescription(row, now, vscode.l10n);
    item.iconPath = new vscode.ThemeIcon(stateIcon(row.state), new vscode.ThemeColor(iconColor(row)));
    item.contextValue = rowContext(row);
    item.accessibilityInformation = { label: rowSpoken(row, now, vscode.l10n) };
    return item;
  }

  tooltip(): vscode.MarkdownString {
    return new vscode.MarkdownString(rowTooltip(this.row, vscode.l10n), true);
  }
}

/** A folder that holds no readable run. */
export class UnreadableNode {
  readonly kind = 'unreadable';

  constructor(
    readonly run: UnreadableRun,
    readonly parent: string,
  ) {}

  item(): vscode.TreeItem {
    const item = new vscode.TreeItem(this.run.folder.id);
    item.id = `unreadable ${this.run.folder.directory}`;
    item.description = this.run.reason;
    item.iconPath = new vscode.ThemeIcon('question');
    item.contextValue = RUN_ITEM.unreadable;
    item.tooltip = `${this.run.folder.directory}\n${this.run.reason}`;
    item.accessibilityInformation = {
      label: vscode.l10n.t('Unreadable run {0}: {1}', this.run.folder.id, this.run.reason),
    };
    return item;
  }
}

/** "Show more…" at the end of a long list. */
export class MoreNode {
  readonly kind = 'more';

  constructor(
    readonly hidden: number,
    readonly parent: string,
  ) {}

  item(): vscode.TreeItem {
    const label = vscode.l10n.t('Show more…');
    const item = new vscode.TreeItem(label);
    item.id = `more ${this.parent}`;
    item.description = vscode.l10n.t('{0} older runs', this.hidden);
    item.iconPath = new vscode.ThemeIcon('ellipsis');
    item.command = { command: SHOW_MORE, title: label, arguments: [this.parent] };
    item.accessibilityInformation = { label: vscode.l10n.t('Show more: {0} older runs', this.hidden) };
    return item;
  }
}
