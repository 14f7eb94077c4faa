import type * as vscode from 'vscode';
import { messageOf, UserError } from '../../config/userError';
import type { Finding } from '../../diagnostics/findings/finding';
import { InspectionCancelled } from '../../inspection/inspectorChannel';
import type { LayerRequest, PageAction, ToLayerHost, ToLayerPage } from '../../messages/layerMessages';
import { LAYER_MESSAGES } from '../../messages/layerMessages';
import { parseToLayerHost } from '../../messages/layerRequests';
import { saveFile } from '../dashboard/saveFile';
import type { Inspection, InspectionChange } from './inspection';
import { pageCopy } from './pageCopy';

/** What a page of layers cannot do by the inspection alone. */
export interface LayerPageHost {
  act(action: PageAction): void;
  /** Shows a direction large. */
  open(layer: string, direction: number): void;
  /** Shows a section of the documentation of metrics, by its anchor. */
  docs(section: string): void;
  /** The page is of another version: its HTML is set again. */
  renew(): void;
  readonly log: vscode.LogOutputChannel;
}

/** A page's end in the extension host: passes on what the inspection says, and has its questions answered. */
export class LayerPage {
  private isReady = false;
  private inspection: Inspection | undefined;
  private stopFollowing = (): void => undefined;
  private findings: readonly Finding[] = [];
  /** A direction that was to be shown before there was a page. */
  private wanted: Extract<ToLayerPage, { type: 'select' }> | undefined;
  private readonly running = new Map<number, AbortController>();

  /** @param showsTensors  a page without a list of tensors is not sent any; there may be thousands */
  constructor(
    private readonly webview: vscode.Webview,
    private readonly host: LayerPageHost,
    private readonly showsTensors: boolean,
  ) {}

  /** Shows another inspection; undefined where nothing is chosen. */
  show(inspection: Inspection | undefined, findings: readonly Finding[] = []): void {
    this.stopFollowing();
    this.inspection = inspection;
    this.findings = findings;
    this.stopFollowing = inspection?.onChange((change) => this.follow(change)) ?? (() => undefined);
    if (this.isReady) this.sendAll();
  }

  tellFindings(findings: readonly Finding[]): void {
    this.findings = findings;
    this.send({ type: 'findings', findings });
  }

  /** Shows a direction of a layer large, once the page is there. */
  select(layer: string, direction: number): void {
    this.wanted = { type: 'select', layer, direction };
    if (this.isReady) this.sendWanted();
  }

  receive(message: unknown): void {
    const parsed = parseToLayerHost(message);
    if (parsed === undefined) {
      const text = JSON.stringify(message)?.slice(0, 200);
      this.host.log.warn('A page of layers sent a message that is none:', text);
    } else {
      this.handle(parsed);
    }
  }

  /** A hidden page is thrown away, with what it waited for. */
  forget(): void {
    this.isReady = false;
    for (const each of this.running.values()) each.abort();
    this.running.clear();
  }

  dispose(): void {
    this.stopFollowing();
    this.forget();
  }

  private handle(message: ToLayerHost): void {
    switch (message.type) {
      case 'ready':
        this.forget();
        if (message.version !== LAYER_MESSAGES) this.host.renew();
        else {
          this.isReady = true;
          this.sendAll();
        }
        break;
      case 'request':
        void this.reply(message.id, message.request);
        break;
      case 'cancel':
        this.running.get(message.id)?.abort();
        break;
      case 'act':
        this.host.act(message.action);
        break;
      case 'selected':
        this.inspection?.choose(message.layer);
        break;
      case 'open':
        this.host.open(message.layer, message.direction);
        break;
      case 'docs':
        this.host.docs(message.section);
        break;
    }
  }

  private sendAll(): void {
    const { inspection } = this;
    this.sendOpened();
    this.send({ type: 'status', status: inspection?.status ?? { metrics: { state: 'done' } } });
    if (inspection?.opened !== undefined) {
      this.follow({ kind: 'rows', rows: [...inspection.rows.values()], whole: true });
    }
    this.send({ type: 'findings', findings: this.findings });
    this.sendWanted();
  }

  private sendOpened(): void {
    const { inspection } = this;
    const opened = inspection?.opened;
    this.send({
      type: 'opened',
      opened:
        opened === undefined
          ? null
          : { ...opened, title: inspection!.title, tensors: this.showsTensors ? opened.tensors : [] },
      isRun: inspection?.source.kind === 'run',
    });
    if (inspection !== undefined) this.send({ type: 'select', layer: inspection.layer });
  }

  private sendWanted(): void {
    // Before the layers are there, there is nothing to choose.
    if (this.wanted === undefined || this.inspection?.opened === undefined) return;
    this.send(this.wanted);
    this.wanted = undefined;
  }

  private follow(change: InspectionChange): void {
    const { inspection } = this;
    if (inspection === undefined) return;
    switch (change.kind) {
      case 'opened':
        this.sendOpened();
        this.sendWanted();
        break;
      case 'status':
        this.send({ type: 'status', status: inspection.status });
        break;
      case 'layer':
        this.send({ type: 'select', layer: inspection.layer });
        break;
      case 'rows':
        this.send({
          type: 'rows',
          inspection: inspection.opened!.inspection,
          rows: pageCopy(change.rows),
          whole: change.whole,
          ...(inspection.summary === undefined ? {} : { summary: inspection.summary }),
        });
        break;
    }
  }

  private async reply(id: number, request: LayerRequest): Promise<void> {
    const abort = new AbortController();
    this.running.set(id, abort);
    try {
      const value = pageCopy(await this.answer(id, request, abort.signal));
      if (!abort.signal.aborted) this.send({ type: 'reply', id, ok: true, value });
    } catch (error) {
      const cancelled = abort.signal.aborted || error instanceof InspectionCancelled;
      if (!cancelled && !(error instanceof UserError)) this.host.log.error(String(error));
      this.send({ type: 'reply', id, ok: false, message: messageOf(error), cancelled });
    } finally {
      this.running.delete(id);
    }
  }

  private async answer(id: number, request: LayerRequest, signal: AbortSignal): Promise<unknown> {
    if (request.kind === 'save') return saveFile(request);
    const { inspection } = this;
    // What it asks about was closed meanwhile; it has been told of the new one.
    if (inspection?.opened?.inspection !== request.inspection) throw new InspectionCancelled();
    switch (request.kind) {
      case 'details':
        return inspection.details(
          {
            inspection: request.inspection,
            layer: request.layer,
            vectors: { count: request.count, by: request.by },
            gramSize: request.gramSize,
          },
          {
            signal,
            onProgress: (progress) => this.send({ type: 'progress', id, progress }),
            onPartial: (value) => this.send({ type: 'partial', id, value: pageCopy(value) }),
          },
        );
      case 'course':
        return inspection.course({ inspection: request.inspection, layer: request.layer }, signal);
      case 'tensor':
        return inspection.tensor({ inspection: request.inspection, tensor: request.tensor }, signal);
    }
  }

  private send(message: ToLayerPage): void {
    if (this.isReady) void this.webview.postMessage(message);
  }
}
