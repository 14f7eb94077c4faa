import path from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../../config/userError';
import { defaultRunsDirectory } from '../../runs/runFolder';
import type { RunsChange, Scope } from '../../runs/runIndex';
import { RunIndex } from '../../runs/runIndex';
import type { StoredRun, UnreadableRun } from '../../runs/storedRun';
import type { ConfigFiles } from '../configFiles';

/** Where the runs of a workspace lie, also those whose config is gone. */
const MANIFEST_GLOB = '**/.racecar/runs/*/run.json';

/** How often the disk is looked at, should its events not come: while it matters, and otherwise. */
const ATTENTIVE_MS = 2_000;
const IDLE_MS = 15_000;
/** Every so many looks go to all runs, not only to new ones and those that are going on. */
const THOROUGH_EVERY = 10;

/**
 * The runs of the workspace as the disk has them, whoever trains them: this window, another or the command. It follows
 * the disk by its events, and looks by itself for where those do not come (remote and network file systems).
 */
export class RunStore implements vscode.Disposable {
  private readonly index = new RunIndex();
  private readonly changed = new vscode.EventEmitter<RunsChange>();
  private readonly disposables: vscode.Disposable[] = [this.changed];
  /** Directories of runs that are no config's own. */
  private readonly others = new Set<string>();
  /** Directories that trainings of this window write to. */
  private readonly followed = new Set<string>();
  private readonly watchers = new Map<string, vscode.Disposable>();
  private readonly touched = new Set<string>();
  private updating: Promise<void> = Promise.resolve();
  private isUpdateDue = false;
  private timer: NodeJS.Timeout | undefined;
  private looks = 0;
  private attention = false;
  private disposed = false;

  readonly onDidChange = this.changed.event;
  /** Settled when all runs have been read. */
  readonly ready: Promise<void>;

  constructor(
    private readonly configs: ConfigFiles,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher(MANIFEST_GLOB);
    this.disposables.push(
      ...this.listenTo(watcher),
      configs.onDidChange(() => void this.update()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.refresh()),
    );
    this.ready = this.start();
  }

  /** Newest first. */
  get runs(): readonly StoredRun[] {
    return this.index.runs;
  }

  get unreadable(): readonly UnreadableRun[] {
    return this.index.unreadable;
  }

  /** @param name the id of a run, or its folder */
  get(name: string): StoredRun | undefined {
    return this.index.get(name);
  }

  /** Looks closer while somebody is watching. */
  set isWatched(watched: boolean) {
    if (this.attention === watched) return;
    this.attention = watched;
    if (watched) void this.update();
  }

  /** Has the runs of one more directory. */
  follow(runsDirectory: string): void {
    if (this.directories().includes(runsDirectory)) return;
    this.followed.add(runsDirectory);
    void this.update();
  }

  /** Looks at everything anew. */
  async refresh(): Promise<void> {
    await this.search();
    await this.update('all');
  }

  /** Looks at some runs anew, at those that are going on and at new ones. */
  async update(scope: Scope = new Set()): Promise<void> {
    if (scope !== 'all') for (const directory of scope) this.touched.add(directory);
    else this.looks = 0;
    // One update runs, one waits; who comes then is served by the one that waits.
    if (!this.isUpdateDue) {
      this.isUpdateDue = true;
      this.updating = this.updating.then(() => this.look());
    }
    await this.updating;
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    for (const each of [...this.disposables, ...this.watchers.values()]) each.dispose();
  }

  private async start(): Promise<void> {
    // Whatever keeps configs from being found, there are runs to be shown.
    await Promise.allSettled([this.configs.ready, this.search()]);
    await this.update('all');
  }

  /** Finds directories of runs without a config beside them. */
  private async search(): Promise<void> {
    try {
      const manifests = await vscode.workspace.findFiles(MANIFEST_GLOB, '**/node_modules/**');
      this.others.clear();
      for (const uri of manifests) this.addDirectoryOf(uri);
    } catch (error) {
      this.log.warn(`Runs without a config beside them cannot be looked for: ${messageOf(error)}`);
    }
  }

  private addDirectoryOf(manifest: vscode.Uri): void {
    if (manifest.scheme === 'file') this.others.add(path.dirname(path.dirname(manifest.fsPath)));
  }

  private directories(): string[] {
    const ofConfigs = this.configs.all
      .filter(({ scheme }) => scheme === 'file')
      .map(({ fsPath }) => defaultRunsDirectory(fsPath));
    return [...new Set([...ofConfigs, ...this.others, ...this.followed])];
  }

  private async look(): Promise<void> {
    this.isUpdateDue = false;
    if (this.disposed) return;
    clearTimeout(this.timer);
    const scope = this.looks++ % THOROUGH_EVERY === 0 ? 'all' : new Set(this.touched);
    this.touched.clear();
    const directories = this.directories();
    this.watchOutside(directories);
    try {
      for await (const change of this.index.update(directories, scope)) {
        if (this.disposed) return;
        this.changed.fire(change);
      }
    } catch (error) {
      // The next look may succeed, such as after a network file system came back.
      this.log.error(`The runs cannot be read: ${messageOf(error)}`);
    }
    const pause = this.attention || this.index.hasLive ? ATTENTIVE_MS : IDLE_MS;
    this.timer = setTimeout(() => void this.update(), pause);
  }

  /** The workspace's own watcher sees nothing of directories elsewhere. */
  private watchOutside(directories: readonly string[]): void {
    const wanted = new Set(
      directories.filter((each) => vscode.workspace.getWorkspaceFolder(vscode.Uri.file(each)) === undefined),
    );
    for (const [directory, watcher] of this.watchers) {
      if (wanted.has(directory)) continue;
      watcher.dispose();
      this.watchers.delete(directory);
    }
    for (const directory of wanted) {
      if (this.watchers.has(directory)) continue;
      const pattern = new vscode.RelativePattern(vscode.Uri.file(directory), '*/run.json');
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      this.watchers.set(directory, vscode.Disposable.from(...this.listenTo(watcher)));
    }
  }

  private listenTo(watcher: vscode.FileSystemWatcher): vscode.Disposable[] {
    const touch = (manifest: vscode.Uri): void => {
      this.addDirectoryOf(manifest);
      void this.update(new Set([path.dirname(manifest.fsPath)]));
    };
    return [watcher, watcher.onDidCreate(touch), watcher.onDidChange(touch), watcher.onDidDelete(touch)];
  }
}
