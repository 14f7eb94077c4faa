import * as vscode from 'vscode';
import { CONTEXT, LAYERS_VIEW } from '../contributedNames';
import type { LayersModel } from './layersModel';

/** Tells VS Code which commands make sense, and shows in the Layers view that something is being computed. */
export function keepLayerContext(model: LayersModel): vscode.Disposable {
  const told = new Map<string, boolean>();
  const tell = (key: string, value: boolean): void => {
    if (told.get(key) === value) return;
    told.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  let stopFollowing = (): void => undefined;
  let endProgress = (): void => undefined;
  let isBusy = false;
  const update = (): void => {
    const { inspection } = model;
    const metrics = inspection?.status.metrics.state;
    const isComputing = metrics === 'running' || inspection?.status.dataProgress !== undefined;
    tell(CONTEXT.isInspecting, inspection !== undefined);
    tell(CONTEXT.isComputingLayers, isComputing);
    tell(CONTEXT.hasWaitingLayers, metrics === 'partial' || metrics === 'failed');
    const busy = isComputing || inspection?.status.opening !== undefined;
    if (busy === isBusy) return;
    isBusy = busy;
    endProgress();
    if (!busy) return;
    const ended = new Promise<void>((resolve) => (endProgress = resolve));
    void vscode.window.withProgress({ location: { viewId: LAYERS_VIEW } }, () => ended);
  };
  const follow = (): void => {
    stopFollowing();
    stopFollowing = model.inspection?.onChange(update) ?? (() => undefined);
    update();
  };
  follow();
  const subscription = model.onDidChange(follow);
  return new vscode.Disposable(() => {
    subscription.dispose();
    stopFollowing();
    endProgress();
  });
}
