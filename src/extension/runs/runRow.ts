import path from 'node:path';
import { RunFolder } from '../../runs/runFolder';
import type { RunStatus } from '../../runs/runManifest';
import type { StoredRun } from '../../runs/storedRun';
import type { SupervisedRun } from '../../trainer/supervisedRun';
import { requestedFacts } from './configFacts';

/** What a training is at. Only a supervisor knows of the first moments and of the last. */
export type RunState = RunStatus | 'starting' | 'stopping';

/** A training as the views show it: as the disk has it, as this window's supervisor has it, or both. */
export interface RunRow {
  /** Stays the same as the row changes: the run's folder, or the supervisor's ticket while there is none. */
  readonly key: string;
  readonly folder?: RunFolder;
  readonly configFile: string;
  readonly name: string;
  readonly mode: string;
  readonly seed: number;
  readonly state: RunState;
  readonly isResumable: boolean;
  /** Whether it goes on by itself after the end of a window interrupted it. */
  readonly isCarriedOn?: boolean;
  /** Whether other trainings have its config, mode and seed, so that it takes its start to tell them apart. */
  readonly isOneOfSeveral?: boolean;
  /** Steps done, and steps of the whole training. */
  readonly step?: number;
  readonly steps?: number;
  readonly stepsPerSecond?: number;
  /** Null when it is not a finite number. */
  readonly taskLoss?: number | null;
  /** On the test split, or on the training split where that was not measured. */
  readonly accuracy?: number;
  /** ISO 8601. */
  readonly created?: string;
  readonly ended?: string;
  readonly stored?: StoredRun;
  readonly supervised?: SupervisedRun;
}

/** What a process trains, waits to train or holds. */
export function isLive({ state }: RunRow): boolean {
  return ['queued', 'starting', 'running', 'paused', 'stopping'].includes(state);
}

/**
 * The rows of all trainings: those of this window that have no folder yet, the last asked for first, then the runs
 * of the disk in their order.
 */
export function rowsOf(stored: readonly StoredRun[], supervised: readonly SupervisedRun[]): RunRow[] {
  const byFolder = new Map<string, SupervisedRun>();
  const waiting: RunRow[] = [];
  const known = new Set(stored.map(({ folder }) => folder.directory));
  for (const run of supervised) {
    const directory = directoryOf(run);
    if (directory !== undefined) byFolder.set(directory, run);
    if (directory === undefined || !known.has(directory)) waiting.unshift(rowOfSupervised(run));
  }
  return [...waiting, ...stored.map((run) => rowOfStored(run, byFolder.get(run.folder.directory)))];
}

/** The folder of a supervised run, as soon as it is known. */
export function directoryOf({ run, request }: SupervisedRun): string | undefined {
  return run?.directory ?? (request.kind === 'resume' ? request.runDirectory : undefined);
}

function rowOfSupervised(supervised: SupervisedRun): RunRow {
  const { request, run, progress, ticket } = supervised;
  const directory = directoryOf(supervised);
  const facts = run ?? (request.kind === 'train' ? requestedFacts(request) : { mode: '', seed: 0 });
  const configFile = request.kind === 'train' ? request.configFile : '';
  return {
    key: directory ?? ticket,
    ...(directory === undefined ? {} : { folder: new RunFolder(directory) }),
    configFile,
    name: run?.name ?? nameOf(configFile),
    mode: facts.mode,
    seed: facts.seed,
    state: stateOf(supervised),
    isResumable: false,
    ...(progress === undefined ? {} : progressFacts(progress)),
    supervised,
  };
}

function rowOfStored(stored: StoredRun, supervised: SupervisedRun | undefined): RunRow {
  const { folder, summary, status, isResumable, latest } = stored;
  const isOver = supervised === undefined || supervised.phase === 'ended';
  const accuracy = summary.final?.testAccuracy ?? summary.final?.trainAccuracy;
  const latestAccuracy = latest?.testAccuracy ?? latest?.trainAccuracy;
  const shown = accuracy ?? latestAccuracy;
  const taskLoss = summary.final === undefined ? latest?.taskLoss : summary.final.taskLoss;
  return {
    key: folder.directory,
    folder,
    configFile: summary.configFile,
    name: summary.name,
    mode: summary.mode,
    seed: summary.seed,
    state: isOver ? status : stateOf(supervised),
    isResumable: isOver && isResumable,
    step: Math.max(summary.step, latest?.step ?? 0),
    steps: summary.steps,
    ...(summary.stepsPerSecond === undefined ? {} : { stepsPerSecond: summary.stepsPerSecond }),
    ...(taskLoss === undefined ? {} : { taskLoss }),
    ...(shown === undefined ? {} : { accuracy: shown }),
    ...(!isOver && supervised.progress !== undefined ? progressFacts(supervised.progress) : {}),
    created: summary.created,
    ...(summary.ended === undefined ? {} : { ended: summary.ended }),
    stored,
    ...(isOver ? {} : { supervised }),
  };
}

function stateOf({ phase }: SupervisedRun): RunState {
  return phase === 'ended' ? 'stopped' : phase;
}

function progressFacts({
  step,
  steps,
  stepsPerSecond,
  line,
}: NonNullable<SupervisedRun['progress']>): Pick<
  RunRow,
  'step' | 'steps' | 'stepsPerSecond' | 'taskLoss' | 'accuracy'
> {
  const accuracy = line?.testAccuracy ?? line?.trainAccuracy;
  return {
    step,
    steps,
    ...(stepsPerSecond > 0 ? { stepsPerSecond } : {}),
    ...(line === undefined ? {} : { taskLoss: line.taskLoss }),
    ...(accuracy === undefined || accuracy === null ? {} : { accuracy }),
  };
}

/** The name of a config without .racecar.json, as a manifest has it. */
function nameOf(configFile: string): string {
  return path.basename(configFile).replace(/\.racecar\.json$|\.json$/, '');
}
