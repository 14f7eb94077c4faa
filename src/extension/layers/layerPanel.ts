import * as vscode from 'vscode';
import { layerPageHtml } from './layerPageHtml';
import { LayerPage, type LayerPageHost } from './layerPage';
import type { LayersModel } from './layersModel';

/** The panel Layer SVD below the Layers view: the chosen layer from the inside. */
export class LayerPanel implements vscode.WebviewViewProvider {
  constructor(
    private readonly model: LayersModel,
    private readonly extensionUri: vscode.Uri,
    private readonly host: Omit<LayerPageHost, 'renew'>,
    private readonly onVisible: (isVisible: boolean) => void,
  ) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    const renew = (): void => {
      const title = vscode.l10n.t('Layer SVD');
      webview.html = layerPageHtml(webview, this.extensionUri, 'layers', title);
    };
    webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview')],
    };
    const page = new LayerPage(webview, { ...this.host, renew }, false);
    const show = (): void => page.show(this.model.inspection, this.model.findings);
    const disposables = [
      this.model.onDidChange(show),
      this.model.onDidFind(() => page.tellFindings(this.model.findings)),
      webview.onDidReceiveMessage((message: unknown) => page.receive(message)),
      view.onDidChangeVisibility(() => {
        if (!view.visible) page.forget();
        this.onVisible(view.visible);
      }),
      view.onDidDispose(() => {
        page.dispose();
        for (const each of disposables) each.dispose();
        this.onVisible(false);
      }),
    ];
    show();
    renew();
    this.onVisible(view.visible);
  }
}
