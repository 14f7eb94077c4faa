import * as vscode from 'vscode';
import type { LayerRow } from '../../messages/inspectorMessages';
import type { MetricsStatus } from '../../messages/layerMessages';
import { countText } from '../runs/numberTexts';
import type { Inspection, InspectionChange } from './inspection';
import { layerDescription, layerLook, layerSpoken, layerTooltip } from './layerItemTexts';
import type { LayersModel } from './layersModel';

/** The Layers view: the layers of the run or checkpoint that is looked at, each with its state. */
export class LayerTree implements vscode.Disposable {
  private readonly disposables: vscode.Disposable[];
  private inspection: Inspection | undefined;
  private stopFollowing = (): void => undefined;

  /** @param changed tells the view which layers to ask for again; undefined for all */
  constructor(
    private readonly model: LayersModel,
    private readonly view: vscode.TreeView<LayerRow>,
    private readonly changed: vscode.EventEmitter<LayerRow[] | undefined>,
  ) {
    this.disposables = [
      model.onDidChange(() => this.follow()),
      view.onDidChangeSelection(({ selection: [layer] }) => {
        if (layer !== undefined) this.inspection?.choose(layer.name);
      }),
      view.onDidChangeVisibility(({ visible }) => {
        if (visible) this.reveal();
      }),
    ];
    this.follow();
  }

  getChildren(layer?: LayerRow): LayerRow[] {
    return layer === undefined ? [...(this.inspection?.opened?.layers ?? [])] : [];
  }

  getTreeItem(layer: LayerRow): vscode.TreeItem {
    const row = this.inspection?.rows.get(layer.name);
    const item = new vscode.TreeItem(layer.name);
    const { icon, color } = layerLook(row);
    item.id = layer.name;
    item.description = layerDescription(layer, row, vscode.l10n);
    item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
    item.accessibilityInformation = { label: layerSpoken(layer, row, vscode.l10n) };
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, layer: LayerRow): vscode.TreeItem {
    const row = this.inspection?.rows.get(layer.name);
    item.tooltip = new vscode.MarkdownString(layerTooltip(layer, row, vscode.l10n), true);
    return item;
  }

  dispose(): void {
    this.stopFollowing();
    for (const each of this.disposables) each.dispose();
  }

  private follow(): void {
    this.stopFollowing();
    this.inspection = this.model.inspection;
    this.stopFollowing = this.inspection?.onChange((change) => this.onChange(change)) ?? (() => undefined);
    this.changed.fire(undefined);
    this.describe();
    this.reveal();
  }

  private onChange(change: InspectionChange): void {
    const { inspection } = this;
    if (change.kind === 'rows' && change.whole) this.changed.fire(undefined);
    else if (change.kind === 'rows') {
      const names = new Set(change.rows.map(({ layer }) => layer));
      const layers = inspection?.opened?.layers.filter(({ name }) => names.has(name)) ?? [];
      if (layers.length > 0) this.changed.fire(layers);
    } else if (change.kind === 'opened') {
      this.changed.fire(undefined);
      this.describe();
      this.reveal();
    } else if (change.kind === 'layer') this.reveal();
    else this.describe();
  }

  /** What is shown beside the view's title and above its items. */
  private describe(): void {
    const { inspection, view } = this;
    const opened = inspection?.opened;
    const step = opened?.run?.step;
    const title = inspection?.title ?? '';
    view.description = step === undefined ? title : vscode.l10n.t('{0} · step {1}', title, countText(step));
    view.message = inspection === undefined ? '' : messageOfStatus(inspection);
  }

  /** The chosen layer is the selected one here, too. */
  private reveal(): void {
    const { inspection, view } = this;
    const layer = inspection?.opened?.layers.find(({ name }) => name === inspection.layer);
    if (layer === undefined || !view.visible || view.selection[0]?.name === layer.name) return;
    view.reveal(layer, { select: true, focus: false }).then(undefined, () => {
      // The layers were replaced meanwhile; those that came are revealed in their turn.
    });
  }
}

function messageOfStatus({ opened, status }: Inspection): string {
  const { l10n } = vscode;
  if (status.trouble !== undefined) return status.trouble;
  if (opened === undefined) return status.opening === undefined ? '' : l10n.t('Opening {0}…', status.opening);
  if (opened.layers.length === 0) return l10n.t('There is no layer with a kernel in it.');
  const { metrics } = status;
  if (metrics.state === 'failed') return metrics.message;
  if (status.dataProgress !== undefined) return l10n.t('The data are being brought in…');
  if (metrics.state === 'partial' && status.opening === undefined) return waitingText(metrics);
  return status.dataTrouble ?? '';
}

function waitingText({ missing, why }: Extract<MetricsStatus, { state: 'partial' }>): string {
  const { l10n } = vscode;
  if (why === 'cancelled') {
    return missing === 1
      ? l10n.t('Cancelled: one layer has no numbers.')
      : l10n.t('Cancelled: {0} layers have no numbers.', missing);
  }
  return missing === 1
    ? l10n.t('One large layer is computed when it is chosen.')
    : l10n.t('{0} large layers are computed when they are chosen.', missing);
}
