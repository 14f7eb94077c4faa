import path from 'node:path';
import * as vscode from 'vscode';
import type { ChosenDataStore } from '../layers/chosenData';
import type { Inspector } from '../layers/inspection';
import { LayerPage, type LayerPageHost } from '../layers/layerPage';
import { layerPageHtml } from '../layers/layerPageHtml';
import type { LayersModel, ShownFile } from '../layers/layersModel';
import type { Services } from '../services';
import { tabIcon } from '../tabIcon';
import { CheckpointDocument } from './checkpointDocument';

/** What an editor asks the rest of the extension for. */
export type EditorHost = (document: CheckpointDocument) => Omit<LayerPageHost, 'renew' | 'open'>;

/** Shows checkpoints: read-only editors, which the Layers view follows while one is in front. */
export class CheckpointEditor implements vscode.CustomReadonlyEditorProvider<CheckpointDocument> {
  constructor(
    private readonly inspector: Inspector,
    private readonly model: LayersModel,
    private readonly data: ChosenDataStore,
    private readonly services: Services,
    private readonly host: EditorHost,
  ) {}

  openCustomDocument(uri: vscode.Uri): CheckpointDocument {
    const { context, log } = this.services;
    return new CheckpointDocument(uri, this.inspector, this.data, context.globalStorageUri, log);
  }

  resolveCustomEditor(document: CheckpointDocument, panel: vscode.WebviewPanel): void {
    const { extensionUri } = this.services.context;
    const { webview } = panel;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')],
    };
    panel.iconPath = tabIcon(extensionUri);
    const renew = (): void => {
      const title = path.posix.basename(document.uri.path);
      webview.html = layerPageHtml(webview, extensionUri, 'checkpoint', title);
    };
    const page: LayerPage = new LayerPage(
      webview,
      { ...this.host(document), renew, open: (layer, direction) => page.select(layer, direction) },
      true,
    );
    const file: ShownFile = {
      inspection: document.inspection,
      show: (layer, direction) => {
        panel.reveal();
        page.select(layer, direction);
      },
    };
    const follow = (): void => {
      if (panel.active) this.model.showFile(file);
      if (!panel.visible) page.forget();
    };
    const disposables = [
      webview.onDidReceiveMessage((message: unknown) => page.receive(message)),
      panel.onDidChangeViewState(follow),
      panel.onDidDispose(() => {
        page.dispose();
        this.model.forgetFile(file);
        for (const each of disposables) each.dispose();
      }),
    ];
    page.show(document.inspection);
    renew();
    follow();
    // A second editor of a document shows what the first has read.
    if (document.inspection.opened === undefined) void document.open();
  }
}
