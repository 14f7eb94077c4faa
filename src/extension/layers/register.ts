import * as vscode from 'vscode';
import type { LayerRow } from '../../messages/inspectorMessages';
import type { CheckpointDocument } from '../checkpoint/checkpointDocument';
import {
  CHECKPOINT_EDITOR,
  CHECKPOINT_EDITOR_ON_REQUEST,
  LAYER_PANEL,
  LAYERS_VIEW,
} from '../contributedNames';
import type { CommandId } from '../contributions';
import type { Services } from '../services';
import type { LayersPart } from './layersPart';

const COMMANDS = [
  'racecar.openCheckpoint',
  'racecar.chooseData',
  'racecar.computeLayers',
  'racecar.cancelLayers',
] as const satisfies readonly CommandId[];

/**
 * The Layers view, the panel Layer SVD, the editor of checkpoints and their commands. What they do is loaded when one of
 * them is first seen or called, so that the editor does not wait for it when it starts.
 */
export function registerLayers(services: Services): vscode.Disposable[] {
  const changed = new vscode.EventEmitter<LayerRow[] | undefined>();
  let loading: Promise<LayersPart> | undefined;
  const part = (): Promise<LayersPart> =>
    (loading ??= import('./layersPart').then(({ LayersPart }) => new LayersPart(services, view, changed)));
  const view = vscode.window.createTreeView<LayerRow>(LAYERS_VIEW, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: async (layer) => (await part()).tree.getChildren(layer),
      getParent: () => undefined,
      getTreeItem: async (layer) => (await part()).tree.getTreeItem(layer),
      resolveTreeItem: async (item, layer) => (await part()).tree.resolveTreeItem(item, layer),
    },
  });
  const editor: vscode.CustomReadonlyEditorProvider<CheckpointDocument> = {
    openCustomDocument: async (uri) => (await part()).editor.openCustomDocument(uri),
    resolveCustomEditor: async (document, panel) =>
      (await part()).editor.resolveCustomEditor(document, panel),
  };
  return [
    changed,
    view,
    vscode.window.registerWebviewViewProvider(LAYER_PANEL, {
      resolveWebviewView: async (panel) => (await part()).panel.resolveWebviewView(panel),
    }),
    ...[CHECKPOINT_EDITOR, CHECKPOINT_EDITOR_ON_REQUEST].map((type) =>
      vscode.window.registerCustomEditorProvider(type, editor, { supportsMultipleEditorsPerDocument: false }),
    ),
    ...COMMANDS.map((command) =>
      vscode.commands.registerCommand(command, async (target?: unknown) =>
        (await part()).commands[command](target),
      ),
    ),
    new vscode.Disposable(() => void loading?.then((loaded) => loaded.dispose())),
  ];
}

export type LayersCommand = (typeof COMMANDS)[number];
