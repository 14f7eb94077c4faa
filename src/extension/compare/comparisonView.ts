import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { messageOf, UserError } from '../../config/userError';
import type { RunEntry } from '../../comparison/runQueries';
import { baselineOf, resolveRuns } from '../../comparison/runQueries';
import type { LocalizableText } from '../../diagnostics/findings/finding';
import type { CompareFile } from '../../messages/compareFile';
import type { ComparisonState, FromComparison, ToComparison } from '../../messages/compareMessages';
import { parseFromComparison } from '../../messages/compareRequests';
import type { HostRequest, ToHost, ToView } from '../../messages/dashboardMessages';
import { DASHBOARD_VERSION } from '../../messages/dashboardMessages';
import { parseToHost } from '../../messages/dashboardRequests';
import { answerFromDisk } from '../dashboard/answer';
import { tabIcon } from '../tabIcon';
import { webviewFolder } from '../webviewFolder';
import { pageHtml } from '../dashboard/page';
import { saveFile } from '../dashboard/saveFile';
import type { Services } from '../services';
import { ComparisonFollower } from './comparisonFollower';
import type { ComparisonSource } from './comparisonSource';
import { showConfigDiff } from './configDiff';
import { makeComparisonReport } from './makeReport';
import { PendingEdits } from './pendingEdits';
import { pickRunsToCompare } from './pickRunsToCompare';
import { meansFolder, withFolders, withoutRun, withRuns } from './references';
import { runEntries } from './runEntries';

/** How often the folders are looked at: while some run goes on, and otherwise. */
const LIVE_MS = 500;
const ENDED_MS = 3_000;
/** While there is something to read or to tell; a page gets no more than a message a frame. */
const FRAME_MS = 17;

/** The page of a comparison, in an editor of its file or in a panel of its own. */
export class ComparisonView {
  private readonly follower = new ComparisonFollower();
  private readonly disposables: vscode.Disposable[] = [];
  private isReady = false;
  private isDisposed = false;
  private timer: NodeJS.Timeout | undefined;
  /** What the folders and the file are asked waits for each other. */
  private working: Promise<void> = Promise.resolve();
  private lastThorough = -Infinity;
  private labels: ReadonlyMap<string, string> = new Map();
  /** The last that could be read. */
  private file: CompareFile = { version: 1, runs: [] };
  private told = '';
  private readonly edits: PendingEdits;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly source: ComparisonSource,
    private readonly services: Services,
    private readonly onKeep: (file: CompareFile) => Promise<void>,
  ) {
    this.edits = new PendingEdits(source, (error) => this.tellError(error));
    const { webview } = panel;
    const { extensionUri } = services.context;
    webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(extensionUri)] };
    panel.iconPath = tabIcon(extensionUri);
    this.disposables.push(
      webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      panel.onDidChangeViewState(() => this.onVisibility()),
      source.onDidChange(() => this.renew()),
      services.runs.onDidChange(() => this.renew()),
      panel.onDidDispose(() => this.dispose()),
    );
    webview.html = this.html();
  }

  private html(): string {
    const { webview } = this.panel;
    const { extensionUri } = this.services.context;
    const file = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(webviewFolder(extensionUri), name)).toString();
    return pageHtml({
      title: this.panel.title,
      script: file('compare.js'),
      style: file('compare.css'),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      language: vscode.env.language,
      data: { runs: [], texts: vscode.l10n.bundle ?? {} },
    });
  }

  private receive(message: unknown): void {
    const own = parseFromComparison(message);
    if (own !== undefined) {
      void this.carryOut(own).catch((error: unknown) => this.tellError(error));
      return;
    }
    const parsed = parseToHost(message);
    if (parsed === undefined) {
      this.services.log.warn(
        'A comparison sent a message that is none:',
        JSON.stringify(message)?.slice(0, 200),
      );
    } else if (parsed.type === 'ready') {
      this.enqueue(() => this.sendSnapshot(parsed.version));
    } else if (parsed.type === 'request') {
      void this.reply(parsed);
    }
  }

  /** Work on the folders, one after the other; what fails is logged, and the next starts afresh. */
  private enqueue(work: () => Promise<void>): void {
    this.working = this.working
      .then(async () => {
        if (!this.isDisposed) await work();
      })
      .catch((error: unknown) =>
        this.services.log.error('The comparison cannot be brought up to date:', String(error)),
      );
  }

  private async sendSnapshot(version: number): Promise<void> {
    if (version !== DASHBOARD_VERSION) {
      this.panel.webview.html = this.html();
      return;
    }
    await this.services.runs.ready;
    this.isReady = true;
    this.told = '';
    this.follower.forgetPage();
    await this.tellRuns();
    this.schedule();
  }

  /** Reads the file and finds its runs; the page is told where that changes anything. */
  private async tellRuns(): Promise<void> {
    const state = this.resolve();
    const text = JSON.stringify([state, this.follower.keys, [...this.labels]]);
    if (!this.isReady || text === this.told) return;
    this.told = text;
    await this.send({ type: 'comparison', state });
    await this.send({
      type: 'snapshot',
      version: DASHBOARD_VERSION,
      runs: (await this.follower.whole()).map((run) => {
        const label = this.labels.get(run.key);
        return label === undefined ? run : { ...run, label };
      }),
      capabilities: { training: false, folders: false },
    });
  }

  private resolve(): ComparisonState {
    let problem: string | undefined;
    try {
      this.file = this.source.read();
    } catch (error) {
      problem = error instanceof UserError ? error.format() : messageOf(error);
    }
    const found = resolveRuns(this.file.runs, this.entries(), this.source.folder);
    this.labels = found.labels;
    // A run that was deleted while it is shown stays, and says that it is gone.
    const keys = found.runs.map(({ key }) => key);
    const { name, folder } = this.source;
    const gone = this.follower.keys.filter(
      (key) =>
        !keys.includes(key) && found.missing.some(({ reference }) => meansFolder(reference, key, folder)),
    );
    this.follower.setRuns([...keys, ...gone]);
    // A comparison without a file is called by what it compares.
    const configs = [...new Set(found.runs.map((run) => run.name))];
    if (name === undefined && configs.length > 0 && configs.length <= 2) {
      this.panel.title = vscode.l10n.t('Comparison: {0}', configs.join(', '));
    }
    const { baseline } = this.file;
    return {
      file: this.file,
      ...(baseline === undefined ? {} : { baseline: baselineOf(baseline, found.runs, folder) }),
      ...(name === undefined ? {} : { name }),
      missing: found.missing.map(({ reference, reason }) => ({
        reference: typeof reference === 'string' ? reference : JSON.stringify(reference),
        reason: localized(reason),
      })),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  private entries(): RunEntry[] {
    return runEntries(this.services.runs.runs);
  }

  private renew(): void {
    if (this.isReady) this.enqueue(() => this.tellRuns());
  }

  private async look(): Promise<void> {
    const isThorough = performance.now() - this.lastThorough >= ENDED_MS;
    const { runs, courses } = await this.follower.look(isThorough);
    if (isThorough && !this.follower.isInRound) this.lastThorough = performance.now();
    if (runs.length > 0) await this.send({ type: 'delta', runs });
    if (courses.length > 0) await this.send({ type: 'courses', blocks: courses });
  }

  private schedule(): void {
    clearTimeout(this.timer);
    if (this.isDisposed || !this.isReady || !this.panel.visible) return;
    const pause = this.follower.isBehind ? FRAME_MS : this.follower.isLive ? LIVE_MS : ENDED_MS;
    this.timer = setTimeout(() => {
      this.enqueue(() => this.look());
      this.enqueue(() => Promise.resolve(this.schedule()));
    }, pause);
  }

  /** A hidden page is gone: it gets no messages, and says `ready` when it is back. */
  private onVisibility(): void {
    if (this.panel.visible) return;
    this.isReady = false;
    clearTimeout(this.timer);
  }

  private async carryOut(message: FromComparison): Promise<void> {
    const { source } = this;
    switch (message.type) {
      case 'watch':
        this.follower.watch(message.columns);
        this.schedule();
        return;
      case 'edit':
        this.edits.add(message.changes);
        return;
      case 'diff':
        await showConfigDiff(...message.runs);
        return;
      case 'openDashboard':
        await vscode.commands.executeCommand('racecar.openDashboard', message.run);
        return;
      case 'keep':
        await this.edits.apply();
        await this.onKeep(source.read());
        return;
      case 'addRuns': {
        const picked = await pickRunsToCompare(this.services, this.follower.keys);
        if (picked === undefined || picked.length === 0) return;
        await source.write(withRuns(source.read(), picked, this.entries(), source.folder));
        return;
      }
      case 'removeRun':
        await source.write(withoutRun(source.read(), message.run, this.entries(), source.folder));
        return;
      case 'report':
        await this.edits.apply();
        await makeComparisonReport(
          withFolders(source.read(), message.runs, this.entries(), source.folder),
          source.name,
        );
        return;
    }
  }

  private async reply({ id, request }: Extract<ToHost, { type: 'request' }>): Promise<void> {
    try {
      await this.send({ type: 'reply', id, ok: true, value: await this.answer(request) });
    } catch (error) {
      const message = error instanceof UserError ? error.message : String(error);
      if (!(error instanceof UserError)) this.services.log.error(error instanceof Error ? error : message);
      await this.send({ type: 'reply', id, ok: false, message });
    }
  }

  private async answer(request: HostRequest): Promise<unknown> {
    if (request.kind === 'save') return saveFile(request);
    if (request.kind === 'courses') {
      return this.follower.details(request.columns, request.stretches, request.whole);
    }
    if (request.kind === 'tensors' || request.kind === 'header') {
      const folder = this.follower.folderOf(request.run);
      if (folder !== undefined) return answerFromDisk(folder, request);
    }
    throw new UserError(vscode.l10n.t('This page does not show that run.'));
  }

  private tellError(error: unknown): void {
    this.services.log.error(error instanceof Error ? error : String(error));
    void vscode.window.showErrorMessage(error instanceof UserError ? error.message : messageOf(error));
  }

  private async send(message: ToView | ToComparison): Promise<void> {
    if (!this.isDisposed) await this.panel.webview.postMessage(message);
  }

  private dispose(): void {
    // What was just changed is not lost with the page.
    void this.edits.apply().catch((error: unknown) => this.services.log.error(String(error)));
    this.isDisposed = true;
    clearTimeout(this.timer);
    for (const each of this.disposables) each.dispose();
    this.source.dispose();
  }
}

function localized({ text, values }: LocalizableText): string {
  return vscode.l10n.t(text, ...values);
}
