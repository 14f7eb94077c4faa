import { existsSync } from 'node:fs';
import path from 'node:path';
import { messageOf, UserError } from '../config/userError';
import type {
  RunProgress,
  StartedRun,
  StopCause,
  TrainerReport,
  TrainingRequest,
} from '../messages/trainerMessages';
import { TRAINER_MESSAGES, userErrorOf } from '../messages/trainerMessages';
import { markFailed, markInterrupted } from '../runs/interruption';
import { folderGone } from '../runs/lostRun';
import { RunFolder } from '../runs/runFolder';
import type { RunManifest } from '../runs/runManifest';
import { Listeners } from './listeners';
import type { Standby, StartedProcess } from './standby';
import type { RunEnd, RunPhase, SupervisedRun } from './supervisedRun';
import type { ChildExit } from './trainerChild';
import { TrainerChild } from './trainerChild';
import { startTrainerProcess } from './trainerProcess';

/** What the training processes of a supervisor have in common. */
export interface ChildOptions {
  /** The bundled trainerMain.ts. */
  readonly trainerFile: string;
  readonly execPath: string;
  readonly env: NodeJS.ProcessEnv;
  /** The folder that it works in; by default that of the config. */
  readonly workingFolder?: string | undefined;
  /** A process that waits there already, for the first that takes it. */
  readonly standby?: Standby | undefined;
  /** From a request to stop until the process is ended by force. */
  readonly graceMs: number;
  readonly log: (line: string) => void;
}

/** A run in a child process; queued until it is launched. */
export class ChildRun implements SupervisedRun {
  readonly ended: Promise<RunEnd>;
  private resolveEnd!: (end: RunEnd) => void;
  private readonly listeners = new Listeners();
  private child: TrainerChild | undefined;
  private grace: NodeJS.Timeout | undefined;
  private currentPhase: RunPhase = 'queued';
  private started: StartedRun | undefined;
  private latest: RunProgress | undefined;
  private isResponsive = true;
  private pauseWanted = false;
  /** What is wrong with its messages. */
  private error: UserError | undefined;
  /** Why there is no run, or no more of it, in its own words; what it can say in the run's folder it says there. */
  private lastWord: UserError | undefined;
  /** Why the process was ended by force, if it was. */
  private forced: string | undefined;

  constructor(
    readonly ticket: string,
    readonly request: TrainingRequest,
    private readonly options: ChildOptions,
  ) {
    this.ended = new Promise((resolve) => (this.resolveEnd = resolve));
  }

  get phase(): RunPhase {
    return this.currentPhase;
  }

  get run(): StartedRun | undefined {
    return this.started;
  }

  get progress(): RunProgress | undefined {
    return this.latest;
  }

  get responsive(): boolean {
    return this.isResponsive;
  }

  onChange(listener: () => void): () => void {
    return this.listeners.add(listener);
  }

  /** Starts its process. @param threads where the request does not say how many */
  launch(threads: number | undefined): void {
    if (this.phase !== 'queued') return;
    this.change('starting');
    try {
      this.child = new TrainerChild(this.process(), {
        onReport: (report) => this.heed(report),
        onMisunderstanding: (error) => this.giveUp(error),
        onResponsive: (responsive) => {
          this.isResponsive = responsive;
          this.listeners.tell();
        },
        onLog: (line) => this.options.log(line),
        onExit: (exit) => void this.conclude(exit),
      });
    } catch (error) {
      // The system refuses processes, or the working folder is no folder.
      this.conclude({ pid: undefined, how: `it does not start: ${messageOf(error)}`, lastLines: [] });
      return;
    }
    const request =
      this.request.threads === undefined && threads !== undefined && this.request.kind === 'train'
        ? { ...this.request, threads }
        : this.request;
    this.child.send({ type: 'start', version: TRAINER_MESSAGES, request });
    if (this.pauseWanted) this.child.send({ type: 'pause' });
  }

  pause(): void {
    this.pauseWanted = true;
    this.child?.send({ type: 'pause' });
  }

  continue(): void {
    this.pauseWanted = false;
    this.child?.send({ type: 'continue' });
  }

  stop(): Promise<RunEnd> {
    return this.finish('request', this.options.graceMs);
  }

  /** As `stop`, with who wants it, and how long it may take. A second call may shorten that. */
  finish(cause: StopCause, graceMs: number): Promise<RunEnd> {
    if (this.phase === 'queued') {
      this.settle({ status: 'stopped' });
    } else if (this.phase !== 'ended') {
      if (this.phase !== 'stopping') this.child?.send({ type: 'stop', cause });
      this.change('stopping');
      clearTimeout(this.grace);
      const why = `it was still at work ${(graceMs / 1000).toFixed(1)} s after it was asked to stop, and was ended by force`;
      this.grace = setTimeout(() => this.force(why), graceMs);
    }
    return this.ended;
  }

  kill(): Promise<RunEnd> {
    if (this.phase === 'queued') this.settle({ status: 'stopped' });
    else if (this.phase !== 'ended') this.force('it was ended by force');
    return this.ended;
  }

  suspend(suspended: boolean): void {
    this.child?.suspend(suspended);
  }

  private process(): StartedProcess {
    const { standby, trainerFile, execPath, env } = this.options;
    const waiting = standby?.take();
    if (waiting !== undefined) return waiting;
    return {
      child: startTrainerProcess(trainerFile, { cwd: this.workingFolder(), env, execPath }),
      said: [],
    };
  }

  private workingFolder(): string {
    const { request } = this;
    const own =
      request.kind === 'train' ? path.dirname(request.configFile) : path.dirname(request.runDirectory);
    const folder = this.options.workingFolder ?? own;
    // Whether the config or the run is there is for the training to tell.
    return existsSync(folder) ? folder : path.dirname(this.options.trainerFile);
  }

  private heed(report: TrainerReport): void {
    switch (report.type) {
      case 'started':
        this.started = report.run;
        // A request in its folder may have paused it already.
        this.change(this.phase === 'paused' ? 'paused' : 'running');
        return;
      case 'state':
        this.change(report.state);
        return;
      case 'progress':
        this.latest = report.progress;
        this.listeners.tell();
        return;
      case 'log':
        this.options.log(report.text);
        return;
      case 'ended':
        if (report.error !== undefined) this.lastWord = userErrorOf(report.error);
        // It has nothing left to do but to end; one that does not is ended.
        this.grace ??= setTimeout(() => this.force('it did not end'), this.options.graceMs);
        return;
      case 'hello':
      case 'pong':
        return;
    }
  }

  /** Nothing can be agreed on with the process. */
  private giveUp(error: UserError): void {
    this.error = error;
    this.force(error.message);
  }

  private force(why: string): void {
    this.forced ??= why;
    this.change('stopping');
    this.child?.kill();
  }

  private async conclude(exit: ChildExit): Promise<void> {
    clearTimeout(this.grace);
    this.grace = undefined;
    try {
      this.settle(await this.endOf(exit));
    } catch (error) {
      // Whatever became of the run's folder, it is not the user's input that is wrong.
      const place = error instanceof UserError ? error.place : undefined;
      const shown = new UserError(messageOf(error), { kind: 'run', ...(place && { place }), cause: error });
      this.settle({ status: 'failed', error: shown });
    }
  }

  private async endOf(exit: ChildExit): Promise<RunEnd> {
    const { lastWord, started } = this;
    if (started !== undefined && exit.pid !== undefined) {
      const folder = new RunFolder(started.directory);
      if (lastWord !== undefined) return failedAs(lastWord, folder, exit.pid);
      const gone = folderGone(folder);
      if (gone !== undefined) return { status: 'failed', error: gone };
      const manifest = await markInterrupted(folder, exit.pid, {
        reason: 'killed',
        message: this.unfinished(exit),
      });
      return { status: endStatus(manifest), manifest, ...(this.error && { error: this.error }) };
    }
    const error = this.error ?? lastWord;
    if (error !== undefined) return { status: 'failed', error };
    if (this.phase === 'stopping') return { status: 'stopped' };
    return { status: 'failed', error: new UserError(this.unfinished(exit), { kind: 'run' }) };
  }

  private unfinished(exit: ChildExit): string {
    const how = this.forced ?? [exit.how, ...exit.lastLines].join('\n');
    return `the training process did not finish: ${how}`;
  }

  private settle(end: RunEnd): void {
    if (this.phase === 'ended') return;
    this.currentPhase = 'ended';
    this.resolveEnd(end);
    this.listeners.tell();
  }

  /** One that is to stop does not run or pause any more, whatever its process still reports. */
  private change(phase: RunPhase): void {
    if (this.phase !== 'ended' && this.phase !== 'stopping') this.currentPhase = phase;
    this.listeners.tell();
  }
}

/** How a run ended whose process could not say in its folder why: the disk is full, or the folder is not its own any more. */
async function failedAs(error: UserError, folder: RunFolder, pid: number): Promise<RunEnd> {
  try {
    const manifest = await markFailed(folder, pid, error.format());
    if (manifest.status === 'failed') return { status: 'failed', manifest };
  } catch {
    // What keeps it from being written down, or read, is what the process told, or its consequence.
  }
  return { status: 'failed', error };
}

/** Another process may have gone on with the run already; for this one it was interrupted. */
function endStatus({ status }: RunManifest): RunEnd['status'] {
  return status === 'queued' || status === 'running' || status === 'paused' ? 'interrupted' : status;
}
