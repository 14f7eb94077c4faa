import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { UserError } from '../../config/userError';
import type {
  Capabilities,
  HostRequest,
  RunAction,
  ShownDirection,
  ToHost,
  ToView,
} from '../../messages/dashboardMessages';
import { DASHBOARD_VERSION } from '../../messages/dashboardMessages';
import { parseToHost } from '../../messages/dashboardRequests';
import type { RunManifest } from '../../runs/runManifest';
import type { Search } from '../../messages/sampleMessages';
import type { CommandId } from '../contributions';
import { findingsDocs } from '../findings/findingsDocs';
import type { InspectionFocus } from '../layers/inspectionFocus';
import { answerFromDisk } from './answer';
import { SampleSearchProcess } from './sampleSearch';
import { pageHtml } from './page';
import { RunFollower } from './runFollower';
import { tabIcon } from '../tabIcon';
import { webviewFolder } from '../webviewFolder';
import { saveFile } from './saveFile';

/** How often the folder of a run that is going on is looked at, and that of one that has ended but may be resumed. */
const LIVE_MS = 200;
/** While a long run is still being read; a page gets no more than a message a frame. */
const FRAME_MS = 17;
const ENDED_MS = 2_000;

const COMMAND_OF: Readonly<Record<RunAction, CommandId>> = {
  pause: 'racecar.pause',
  stop: 'racecar.stop',
  resume: 'racecar.resume',
  openConfig: 'racecar.openRunConfig',
  revealFolder: 'racecar.revealRunFolder',
  showLog: 'racecar.showLog',
};

/**
 * A dashboard: a page that shows one run, and follows its folder while it can be seen. What the page knows it has from
 * here; a page that comes back after it was hidden starts anew with a snapshot.
 */
export class DashboardPanel {
  private readonly follower: RunFollower;
  private readonly samples: SampleSearchProcess;
  private readonly disposables: vscode.Disposable[] = [];
  /** The page that is there now has been sent a snapshot. */
  private isReady = false;
  private isDisposed = false;
  private timer: NodeJS.Timeout | undefined;
  /** What is to be shown large, once the page is there. */
  private wanted: ShownDirection | undefined;
  /** Looks at the folder wait for each other. */
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly panel: vscode.WebviewPanel,
    readonly directory: string,
    private readonly extensionUri: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
    private readonly focus: InspectionFocus,
    private readonly titleOf: (manifest: RunManifest) => string,
  ) {
    this.follower = new RunFollower(directory);
    this.samples = new SampleSearchProcess((text) => log.warn(text.trim()));
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(extensionUri)] };
    panel.iconPath = tabIcon(extensionUri);
    this.disposables.push(
      webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      panel.onDidChangeViewState(() => this.onVisibility()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        void this.send({ type: 'delta', runs: [], capabilities: capabilities() });
      }),
      panel.onDidDispose(() => this.dispose()),
    );
    webview.html = this.html();
    if (panel.active) focus.showRun(directory);
  }

  reveal(): void {
    this.panel.reveal();
  }

  /** Shows a direction large, as soon as the page is there. */
  show(direction: ShownDirection): void {
    this.wanted = direction;
    if (this.isReady) void this.sendWanted();
  }

  onDidDispose(listener: () => void): void {
    this.disposables.push(this.panel.onDidDispose(listener));
  }

  private html(): string {
    const { webview } = this.panel;
    const file = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(webviewFolder(this.extensionUri), name)).toString();
    return pageHtml({
      title: this.panel.title,
      script: file('dashboard.js'),
      style: file('dashboard.css'),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      language: vscode.env.language,
      data: { runs: [this.directory], texts: vscode.l10n.bundle ?? {} },
    });
  }

  private receive(message: unknown): void {
    const parsed = parseToHost(message);
    if (parsed === undefined) {
      this.log.warn('The dashboard sent a message that is none:', JSON.stringify(message)?.slice(0, 200));
    } else if (parsed.type === 'ready') {
      void this.sendSnapshot(parsed.version);
    } else if (parsed.type === 'cursor') {
      this.focus.moveCursor({ directory: this.directory, step: parsed.step ?? undefined });
    } else {
      void this.reply(parsed);
    }
  }

  private async sendSnapshot(version: number): Promise<void> {
    // A page of another version is one that an update of the extension left behind.
    if (version !== DASHBOARD_VERSION) {
      this.panel.webview.html = this.html();
      return;
    }
    this.isReady = false;
    await this.look();
    this.isReady = true;
    const { lastManifest } = this.follower;
    if (lastManifest !== undefined) this.panel.title = this.titleOf(lastManifest);
    await this.send({
      type: 'snapshot',
      version: DASHBOARD_VERSION,
      runs: [this.follower.whole()],
      capabilities: capabilities(),
    });
    await this.sendWanted();
    this.schedule();
  }

  private async sendWanted(): Promise<void> {
    const { wanted } = this;
    this.wanted = undefined;
    if (wanted !== undefined) await this.send({ type: 'show', ...wanted });
  }

  /** What is seen while no page is ready is part of its snapshot. */
  private look(): Promise<void> {
    this.looking = this.looking
      .then(async () => {
        if (this.isDisposed) return;
        const update = await this.follower.look();
        if (update !== undefined && this.isReady) await this.send({ type: 'delta', runs: [update] });
      })
      // The panel may have been closed meanwhile; the next look starts afresh.
      .catch((error: unknown) =>
        this.log.error('The dashboard cannot be brought up to date:', String(error)),
      );
    return this.looking;
  }

  private schedule(): void {
    clearTimeout(this.timer);
    if (this.isDisposed || !this.isReady || !this.panel.visible) return;
    const pause = this.follower.isLive ? LIVE_MS : ENDED_MS;
    this.timer = setTimeout(
      () => void this.look().then(() => this.schedule()),
      this.follower.isBehind ? FRAME_MS : pause,
    );
  }

  /** A hidden page is gone: it gets no messages, and says `ready` when it is back. */
  private onVisibility(): void {
    if (this.panel.active) this.focus.showRun(this.directory);
    if (!this.panel.visible) {
      this.isReady = false;
      this.samples.cancelAll();
      clearTimeout(this.timer);
    }
  }

  private async reply({ id, request }: Extract<ToHost, { type: 'request' }>): Promise<void> {
    try {
      const value = await this.answer(request);
      await this.send({ type: 'reply', id, ok: true, value });
    } catch (error) {
      const message = error instanceof UserError ? error.message : String(error);
      if (!(error instanceof UserError)) this.log.error(error instanceof Error ? error : message);
      await this.send({ type: 'reply', id, ok: false, message });
    }
  }

  private async answer(request: HostRequest): Promise<unknown> {
    if (request.kind === 'save') return saveFile(request);
    if (request.kind === 'docs') {
      const docs = findingsDocs(this.extensionUri, request.rule);
      await vscode.commands.executeCommand('markdown.showPreview', docs);
      return null;
    }
    if (request.kind === 'courses' || request.run !== this.directory)
      throw new UserError(vscode.l10n.t('This page does not show that run.'));
    if (request.kind === 'cancelSearch') {
      this.samples.cancel(request.search);
      return null;
    }
    if (request.kind === 'samples' || request.kind === 'principal') return this.searchSamples(request);
    if (request.kind !== 'action') return answerFromDisk(this.follower.folder, request);
    await vscode.commands.executeCommand(COMMAND_OF[request.action], this.directory);
    return null;
  }

  /** Reads the files that the run's config names. */
  private searchSamples(search: Search): Promise<unknown> {
    if (!vscode.workspace.isTrusted) {
      throw new UserError(
        vscode.l10n.t('In a workspace that is not trusted, the training data are not read.'),
      );
    }
    return this.samples.search(search);
  }

  private async send(message: ToView): Promise<void> {
    if (!this.isDisposed) await this.panel.webview.postMessage(message);
  }

  private dispose(): void {
    this.isDisposed = true;
    this.focus.forgetCursor(this.directory);
    clearTimeout(this.timer);
    this.samples.dispose();
    for (const each of this.disposables) each.dispose();
  }
}

function capabilities(): Capabilities {
  return { training: vscode.workspace.isTrusted, folders: true };
}
