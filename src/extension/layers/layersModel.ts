import * as vscode from 'vscode';
import type { Finding } from '../../diagnostics/findings/finding';
import { RunFolder } from '../../runs/runFolder';
import { snapshotSteps } from '../../runs/snapshots';
import { readFindings } from '../findings/readFindings';
import { distinctTitle } from '../runs/runTitle';
import type { Services } from '../services';
import type { ChosenDataStore } from './chosenData';
import type { Inspector } from './inspection';
import { Inspection } from './inspection';
import { nearestOf } from './nearestOf';

/** How often the folder of a run that is going on is looked at for a new snapshot, while that can be seen. */
const LIVE_MS = 1_000;
/** While the dashboard's cursor is dragged. */
const CURSOR_MS = 250;
/** The run that was shown last, for the next window. */
const SHOWN_KEY = 'racecar.layers.run';

/** A checkpoint's editor, as the Layers view sees it. */
export interface ShownFile {
  readonly inspection: Inspection;
  /** Brings the editor to the front with a direction large. */
  show(layer: string, direction: number): void;
}

/**
 * What the Layers view and the panel Layer SVD show: the run that was chosen last, at the step of its dashboard's
 * cursor, or the checkpoint whose editor is in front.
 */
export class LayersModel implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly found = new vscode.EventEmitter<void>();
  private readonly disposables: vscode.Disposable[];
  private run: { readonly folder: RunFolder; readonly inspection: Inspection } | undefined;
  private file: ShownFile | undefined;
  /** What the run showed when it was looked at last. */
  private runFindings: readonly Finding[] = [];
  /** The step that the cursor of the run's dashboard is at; undefined follows the newest. */
  private cursor: number | undefined;
  /** Of its snapshots; undefined before the first look. */
  private steps: readonly number[] | undefined;
  private timer: NodeJS.Timeout | undefined;
  private cursorTimer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private isSeen = false;
  private isDisposed = false;

  /** Another run or file is shown. */
  readonly onDidChange = this.changed.event;
  readonly onDidFind = this.found.event;

  constructor(
    private readonly inspector: Inspector,
    private readonly data: ChosenDataStore,
    private readonly services: Services,
  ) {
    const { focus, runs } = services;
    this.disposables = [
      this.changed,
      this.found,
      focus.onRun((directory) => this.showRun(directory)),
      focus.onCursor(({ directory, step }) => {
        if (directory === this.run?.folder.directory) this.moveTo(step);
      }),
      runs.onDidChange(() => void this.look()),
    ];
  }

  get inspection(): Inspection | undefined {
    return this.file?.inspection ?? this.run?.inspection;
  }

  /** The run that is shown, if it is one. */
  get runDirectory(): string | undefined {
    return this.file === undefined ? this.run?.folder.directory : undefined;
  }

  /** Of a run; a file has shown nothing. */
  get findings(): readonly Finding[] {
    return this.file === undefined ? this.runFindings : [];
  }

  get shownFile(): ShownFile | undefined {
    return this.file;
  }

  /** The run that the window before showed, unless something else is shown by now. */
  restore(): void {
    const { focus, context } = this.services;
    const directory = focus.lastRun ?? context.workspaceState.get<string>(SHOWN_KEY);
    if (directory !== undefined && this.inspection === undefined) this.showRun(directory);
  }

  /** Reads what is shown again, whatever it was that failed. */
  reload(): void {
    void this.inspection?.open();
  }

  /** Whether a view of it can be seen: what cannot is not kept up to date. */
  set isWatched(isSeen: boolean) {
    if (this.isSeen === isSeen) return;
    this.isSeen = isSeen;
    if (isSeen) void this.look();
    else clearTimeout(this.timer);
  }

  showRun(directory: string): void {
    const isShown = this.run?.folder.directory === directory;
    if (isShown && this.file === undefined) return;
    this.file = undefined;
    if (!isShown) {
      this.run?.inspection.dispose();
      const source = { kind: 'run', directory } as const;
      const inspection = new Inspection(this.inspector, source, (error) => this.logError(error));
      this.run = { folder: new RunFolder(directory), inspection };
      this.cursor = this.services.focus.steps.get(directory);
      this.steps = undefined;
      this.runFindings = [];
      inspection.restoreData(this.data.get(directory));
      void this.services.context.workspaceState.update(SHOWN_KEY, directory);
    }
    this.changed.fire();
    void this.look();
  }

  showFile(file: ShownFile): void {
    if (this.file === file) return;
    this.file = file;
    this.changed.fire();
  }

  /** The editor was closed: the run from before is shown again. */
  forgetFile(file: ShownFile): void {
    if (this.file !== file) return;
    this.file = undefined;
    this.changed.fire();
    void this.look();
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
    clearTimeout(this.cursorTimer);
    this.run?.inspection.dispose();
    for (const each of this.disposables) each.dispose();
  }

  private moveTo(step: number | undefined): void {
    this.cursor = step;
    this.cursorTimer ??= setTimeout(() => {
      this.cursorTimer = undefined;
      void this.openNearest();
    }, CURSOR_MS);
  }

  /** Looks whether there is a new snapshot. Looks wait for each other. */
  private look(): Promise<void> {
    this.looking = this.looking.then(() => this.lookOnce()).catch((error: unknown) => this.logError(error));
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    clearTimeout(this.timer);
    const { run } = this;
    if (run === undefined || this.file !== undefined || !this.isSeen || this.isDisposed) return;
    const steps = await snapshotSteps(run.folder);
    if (run !== this.run || this.isDisposed) return;
    const isNew = steps.length !== this.steps?.length || steps.at(-1) !== this.steps.at(-1);
    this.steps = steps;
    if (isNew) {
      await this.openNearest();
      void this.tellFindings(run.folder);
    }
    const stored = this.storedRun(run.folder.directory);
    const isLive = stored === undefined || ['queued', 'running', 'paused'].includes(stored.status);
    if (isLive) this.timer = setTimeout(() => void this.look(), LIVE_MS);
  }

  /** Opens the snapshot nearest to the cursor, where that is not what is open. */
  private async openNearest(): Promise<void> {
    const { run, steps } = this;
    if (run === undefined || steps === undefined || !this.isSeen) return;
    const step = this.cursor === undefined ? steps.at(-1) : nearestOf(steps, this.cursor);
    const { inspection, folder } = run;
    const summary = this.storedRun(folder.directory)?.summary;
    if (summary !== undefined) {
      inspection.label = distinctTitle(summary, this.summaries(), Date.now(), vscode.l10n);
    }
    const open = inspection.source;
    const isOpen = open.kind === 'run' && open.step === step && inspection.opened !== undefined;
    // Its list of steps is old where a snapshot has come since.
    const isCurrent = isOpen && inspection.opened?.run?.steps.at(-1) === steps.at(-1);
    if (isCurrent && inspection.status.trouble === undefined) return;
    await inspection.open({
      kind: 'run',
      directory: folder.directory,
      ...(step === undefined ? {} : { step }),
    });
  }

  private summaries() {
    return this.services.runs.runs.map(({ summary }) => summary);
  }

  private storedRun(directory: string) {
    return this.services.runs.runs.find(({ folder }) => folder.directory === directory);
  }

  private async tellFindings(folder: RunFolder): Promise<void> {
    try {
      const { findings } = await readFindings(folder);
      if (this.run?.folder !== folder) return;
      this.runFindings = findings;
      this.found.fire();
    } catch (error) {
      // The layers are shown without them; the dashboard says what is wrong with the run.
      this.logError(error);
    }
  }

  private logError(error: unknown): void {
    this.services.log.error(`Layers: ${error instanceof Error ? error.message : String(error)}`);
  }
}
