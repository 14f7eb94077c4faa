import * as vscode from 'vscode';
import type { ConfigFiles } from '../configFiles';
import { RUNS_VIEW } from '../contributedNames';
import type { ConfigModes } from './configModes';
import { stateIcon, rowContext, rowDescription } from './rowTexts';
import type { RunFilter } from './runFilter';
import { groupRuns } from './runGroups';
import type { RunsNode } from './runNodes';
import { ConfigNode, MoreNode, RunNode, SHOW_MORE, UnreadableNode } from './runNodes';
import type { RunRow } from './runRow';
import type { RunRows } from './runRows';
import type { RunStore } from './runStore';
import type { TreeLayout } from './treeLayout';
import { changeOf, layOut, PAGE } from './treeLayout';

/** How often "3 min ago" is looked at. */
const AGE_MS = 60_000;

/** The Runs view: configs, and below each its runs. Only what changed is asked for again. */
export class RunsTree implements vscode.TreeDataProvider<RunsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<RunsNode[] | undefined>();
  private readonly disposables: vscode.Disposable[];
  private readonly configNodes = new Map<string, ConfigNode>();
  private readonly runNodes = new Map<string, RunNode>();
  /** What the view was last given of each run. */
  private readonly shown = new Map<string, string>();
  private readonly limits = new Map<string, number>();
  private layout: TreeLayout = { groups: [] };
  private currentFilter: RunFilter | undefined;

  readonly onDidChangeTreeData = this.changed.event;
  readonly view: vscode.TreeView<RunsNode>;

  constructor(
    private readonly rows: RunRows,
    private readonly store: RunStore,
    private readonly configs: ConfigFiles,
    private readonly modes: ConfigModes,
  ) {
    this.view = vscode.window.createTreeView(RUNS_VIEW, {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
    });
    const ages = setInterval(() => {
      if (this.view.visible) this.update();
    }, AGE_MS);
    const stopFollowing = rows.onChange(() => this.update());
    this.disposables = [
      this.changed,
      this.view,
      new vscode.Disposable(() => clearInterval(ages)),
      new vscode.Disposable(stopFollowing),
      configs.onDidChange(() => this.update()),
      modes.onDidChange((configFile) => this.refresh(this.configNodes.get(configFile))),
      vscode.commands.registerCommand(SHOW_MORE, (configFile: string) => this.showMore(configFile)),
      this.view.onDidChangeVisibility(({ visible }) => {
        store.isWatched = visible;
        if (visible) this.update();
      }),
    ];
    store.isWatched = this.view.visible;
    this.update();
  }

  get filter(): RunFilter | undefined {
    return this.currentFilter;
  }

  /** Shows the runs that fit alone; undefined shows all. */
  set filter(filter: RunFilter | undefined) {
    this.currentFilter = filter;
    this.update();
    this.changed.fire(undefined);
  }

  /** How many runs are shown or could be, by "Show more…". */
  get fitting(): number {
    return this.layout.groups.reduce((sum, { group }) => sum + group.rows.length, 0);
  }

  getTreeItem(node: RunsNode): vscode.TreeItem {
    switch (node.kind) {
      case 'config':
        return node.item(this.modes.get(node.configFile));
      case 'run': {
        const now = Date.now();
        this.shown.set(node.row.key, lookOf(node.row, now));
        return node.item(now);
      }
      default:
        return node.item();
    }
  }

  resolveTreeItem(item: vscode.TreeItem, node: RunsNode): vscode.TreeItem {
    if (node.kind === 'run') item.tooltip = node.tooltip();
    return item;
  }

  getChildren(node?: RunsNode): RunsNode[] {
    if (node === undefined)
      return this.layout.groups.map(({ group }) => this.configNodes.get(group.configFile)!);
    if (node.kind !== 'config') return [];
    const { configFile, layout } = node;
    return [
      ...layout.rows.map((row) => this.runNodes.get(row.key)!),
      ...(layout.hidden > 0 ? [new MoreNode(layout.hidden, configFile)] : []),
      ...layout.group.unreadable.map((run) => new UnreadableNode(run, configFile)),
    ];
  }

  getParent(node: RunsNode): RunsNode | undefined {
    return node.kind === 'config' ? undefined : this.configNodes.get(node.parent);
  }

  dispose(): void {
    for (const each of this.disposables) each.dispose();
  }

  private update(): void {
    const before = this.layout;
    const isEmpty = this.rows.all.length === 0 && this.store.unreadable.length === 0;
    const configs = this.configs.all.map(({ fsPath }) => fsPath);
    // Without a run the view's welcome says what to do.
    const groups = isEmpty
      ? []
      : groupRuns(this.rows.all, this.store.unreadable, configs, this.currentFilter);
    this.layout = layOut(groups, this.limits);
    this.renewNodes();
    this.view.badge = badgeOf(this.rows.all);
    this.view.message = this.message() ?? '';
    const now = Date.now();
    const change = changeOf(before, this.layout, this.shown, (row) => lookOf(row, now));
    if (change.all) {
      this.changed.fire(undefined);
      return;
    }
    const nodes = [
      ...change.groups.map((each) => this.configNodes.get(each)),
      ...change.rows.map((each) => this.runNodes.get(each)),
    ].filter((node) => node !== undefined);
    if (nodes.length > 0) this.changed.fire(nodes);
  }

  /** The nodes of what is shown, the same ones as before where there were some. */
  private renewNodes(): void {
    const configs = new Set<string>();
    const runs = new Set<string>();
    for (const layout of this.layout.groups) {
      const { configFile } = layout.group;
      configs.add(configFile);
      const config = this.configNodes.get(configFile);
      if (config === undefined) this.configNodes.set(configFile, new ConfigNode(configFile, layout));
      else config.layout = layout;
      for (const row of layout.rows) {
        runs.add(row.key);
        const node = this.runNodes.get(row.key);
        if (node?.parent === configFile) node.row = row;
        else this.runNodes.set(row.key, new RunNode(row, configFile));
      }
    }
    for (const key of [...this.configNodes.keys()]) if (!configs.has(key)) this.configNodes.delete(key);
    for (const key of [...this.runNodes.keys()]) {
      if (runs.has(key)) continue;
      this.runNodes.delete(key);
      this.shown.delete(key);
    }
  }

  private showMore(configFile: string): void {
    this.limits.set(configFile, (this.limits.get(configFile) ?? PAGE) + PAGE);
    this.update();
  }

  private refresh(node: RunsNode | undefined): void {
    if (node !== undefined) this.changed.fire([node]);
  }

  private message(): string | undefined {
    const filter = this.currentFilter;
    if (filter === undefined || this.fitting === 0) return undefined;
    return vscode.l10n.t('{0} of {1} runs fit "{2}"', this.fitting, this.rows.all.length, filter.text);
  }
}

/** All that is seen of a row, but for the tooltip, which is made when it is asked for. */
function lookOf(row: RunRow, now: number): string {
  return [
    stateIcon(row.state),
    row.mode,
    row.seed,
    rowDescription(row, now, vscode.l10n),
    rowContext(row),
  ].join('\n');
}

function badgeOf(rows: readonly RunRow[]): vscode.ViewBadge | undefined {
  const value = rows.filter(({ state }) => state === 'running' || state === 'starting').length;
  if (value === 0) return undefined;
  return {
    value,
    tooltip: value === 1 ? vscode.l10n.t('1 training') : vscode.l10n.t('{0} trainings', value),
  };
}
