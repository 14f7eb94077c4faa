import path from 'node:path';
import * as vscode from 'vscode';
import { InspectorClient } from '../../inspection/inspectorClient';
import type { LayerRow } from '../../messages/inspectorMessages';
import type { PageAction } from '../../messages/layerMessages';
import { CheckpointEditor } from '../checkpoint/checkpointEditor';
import { openCheckpoint } from '../checkpoint/openCheckpoint';
import { distFolder } from '../racecarCommand';
import type { Services } from '../services';
import { cancelData, chooseData } from './chooseData';
import { ChosenDataStore } from './chosenData';
import type { Inspection } from './inspection';
import { LayerPanel } from './layerPanel';
import { keepLayerContext } from './layerContext';
import { LayersModel } from './layersModel';
import { LayerTree } from './layerTree';
import type { LayersCommand } from './register';

/** The inspector keeps what it computed in memory: after so long without a question it is ended. */
const IDLE_MS = 10 * 60_000;

/** What the Layers view, the panel, the editors of checkpoints and their commands do; one inspector serves all. */
export class LayersPart implements vscode.Disposable {
  private readonly inspector: InspectorClient;
  private readonly data: ChosenDataStore;
  private readonly model: LayersModel;
  private readonly disposables: readonly vscode.Disposable[];
  private readonly seen = { tree: false, panel: false };

  readonly tree: LayerTree;
  readonly panel: LayerPanel;
  readonly editor: CheckpointEditor;

  readonly commands: Readonly<Record<LayersCommand, (target: unknown) => unknown>> = {
    'racecar.openCheckpoint': openCheckpoint,
    'racecar.chooseData': () => this.chooseData(this.model.inspection),
    'racecar.computeLayers': () => this.model.inspection?.compute(true),
    'racecar.cancelLayers': () => {
      this.model.inspection?.cancelCompute();
      return this.cancelData(this.model.inspection);
    },
  };

  constructor(
    private readonly services: Services,
    view: vscode.TreeView<LayerRow>,
    changed: vscode.EventEmitter<LayerRow[] | undefined>,
  ) {
    const { context, log } = services;
    this.inspector = new InspectorClient({
      inspectorFile: path.join(distFolder, 'inspector.js'),
      onLog: (text) => log.info(`[inspector] ${text}`),
      idleMs: IDLE_MS,
    });
    this.data = new ChosenDataStore(context.workspaceState);
    this.model = new LayersModel(this.inspector, this.data, services);
    this.tree = new LayerTree(this.model, view, changed);
    const docs = (section: string): void => this.showDocs(section);
    this.panel = new LayerPanel(
      this.model,
      context.extensionUri,
      {
        log,
        docs,
        open: (layer, direction) => this.showLarge(layer, direction),
        act: (action) => this.act(action, this.model.inspection, () => this.model.reload()),
      },
      (isVisible) => this.watch('panel', isVisible),
    );
    this.editor = new CheckpointEditor(this.inspector, this.model, this.data, services, (document) => ({
      log,
      docs,
      act: (action) => this.act(action, document.inspection, () => void document.open()),
    }));
    this.disposables = [
      this.tree,
      view.onDidChangeVisibility(({ visible }) => this.watch('tree', visible)),
      keepLayerContext(this.model),
      this.model,
    ];
    this.model.restore();
    this.watch('tree', view.visible);
  }

  dispose(): void {
    for (const each of this.disposables) each.dispose();
    this.inspector.dispose();
  }

  private watch(part: 'tree' | 'panel', isVisible: boolean): void {
    this.seen[part] = isVisible;
    this.model.isWatched = this.seen.tree || this.seen.panel;
  }

  private act(action: PageAction, inspection: Inspection | undefined, reload: () => void): void {
    switch (action) {
      case 'compute':
        void inspection?.compute(true);
        break;
      case 'cancelCompute':
        inspection?.cancelCompute();
        break;
      case 'chooseData':
        void this.chooseData(inspection);
        break;
      case 'cancelData':
        void this.cancelData(inspection);
        break;
      case 'reload':
        reload();
        break;
      case 'openCheckpoint':
        void openCheckpoint();
        break;
      case 'showLog':
        this.services.log.show();
        break;
    }
  }

  private async chooseData(inspection: Inspection | undefined): Promise<void> {
    if (inspection !== undefined) await chooseData(inspection, this.data, this.services);
  }

  private async cancelData(inspection: Inspection | undefined): Promise<void> {
    if (inspection !== undefined) await cancelData(inspection, this.data);
  }

  private showDocs(fragment: string): void {
    const docs = vscode.Uri.joinPath(this.services.context.extensionUri, 'docs', 'metrics.md');
    void vscode.commands.executeCommand('markdown.showPreview', docs.with({ fragment }));
  }

  private showLarge(layer: string, direction: number): void {
    const { shownFile, runDirectory, inspection } = this.model;
    if (shownFile !== undefined) shownFile.show(layer, direction);
    else if (runDirectory !== undefined) {
      const step = inspection?.opened?.run?.step;
      void vscode.commands.executeCommand('racecar.openDashboard', runDirectory, { layer, direction, step });
    }
  }
}
