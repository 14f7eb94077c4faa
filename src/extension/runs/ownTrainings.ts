import { messageOf } from '../../config/userError';
import type { TrainRequest } from '../../messages/trainerMessages';
import { readTrainerCommand, TRAINER_MESSAGES } from '../../messages/trainerMessages';
import type { StoredRun } from '../../runs/storedRun';
import type { SupervisedRun } from '../../trainer/supervisedRun';
import { directoryOf } from './runRow';

/** What a window leaves to the next one of the same workspace. */
export interface OwnTrainings {
  /** Folders of the runs that it trained and whose end it did not see. */
  readonly runs: readonly string[];
  /** Trainings that had no folder yet: queued, or just being started. */
  readonly waiting: readonly TrainRequest[];
}

/** vscode.Memento, as far as it is needed. */
export interface Keeper {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const KEY = 'racecar.ownTrainings';

/**
 * Writes down which trainings are this window's, so that the next one can tell runs that the window's end interrupted
 * from those of the command and from those that the user ended.
 */
export class OwnTrainingsLog {
  private readonly current: SupervisedRun[] = [];
  private readonly left: { readonly runs: Set<string>; waiting: readonly TrainRequest[] };
  private written = '';

  /**
   * @param left what the window before left, and is not seen to yet
   * @param isEnding whether the window ends, and with it trainings that nobody ended
   */
  constructor(
    private readonly keeper: Keeper,
    left: OwnTrainings,
    private readonly isEnding: () => boolean,
    private readonly onError: (reason: string) => void,
  ) {
    this.left = { runs: new Set(left.runs), waiting: left.waiting };
  }

  /** Has a training written down for as long as it goes on. */
  track(run: SupervisedRun): void {
    this.current.push(run);
    const stop = run.onChange(() => this.write());
    void run.ended.then(() => {
      stop();
      if (this.isEnding()) return;
      this.current.splice(this.current.indexOf(run), 1);
      this.write();
    });
    this.write();
  }

  /** What was left of a run is seen to. */
  settleRun(directory: string): void {
    this.left.runs.delete(directory);
    this.write();
  }

  /** What was left waiting is seen to. */
  settleWaiting(): void {
    this.left.waiting = [];
    this.write();
  }

  private write(): void {
    if (this.isEnding()) return;
    const { runs, waiting } = ownTrainingsOf(this.current);
    const trainings: OwnTrainings = {
      runs: [...new Set([...this.left.runs, ...runs])],
      waiting: [...this.left.waiting, ...waiting],
    };
    const text = JSON.stringify(trainings);
    if (text === this.written) return;
    this.written = text;
    Promise.resolve(this.keeper.update(KEY, trainings)).catch((error: unknown) =>
      this.onError(messageOf(error)),
    );
  }
}

function ownTrainingsOf(runs: readonly SupervisedRun[]): OwnTrainings {
  const waiting: TrainRequest[] = [];
  const directories: string[] = [];
  for (const run of runs) {
    const directory = directoryOf(run);
    if (directory !== undefined) directories.push(directory);
    else if (run.request.kind === 'train') waiting.push(run.request);
  }
  return { runs: directories, waiting };
}

/** What the window before left; what another version wrote, and cannot be read, is left out. */
export function leftTrainings(keeper: Keeper): OwnTrainings {
  const value = (keeper.get(KEY) ?? {}) as { runs?: unknown; waiting?: unknown };
  const runs = Array.isArray(value.runs) ? value.runs.filter((each) => typeof each === 'string') : [];
  const waiting = Array.isArray(value.waiting) ? value.waiting.map(readRequest) : [];
  return { runs, waiting: waiting.filter((each) => each !== undefined) };
}

function readRequest(request: unknown): TrainRequest | undefined {
  try {
    const command = readTrainerCommand({ type: 'start', version: TRAINER_MESSAGES, request });
    return command.type === 'start' && command.request.kind === 'train' ? command.request : undefined;
  } catch {
    // A version that knows other requests wrote it.
    return undefined;
  }
}

/**
 * What is to be done with a run that the window before left:
 * - `resume`: that window's end, or a crash with it, interrupted the run
 * - `wait`: its process is still about to end
 * - `leave`: it ended otherwise, was paused, or its own process died before the window did
 */
export function verdictOn(run: StoredRun | undefined): 'resume' | 'wait' | 'leave' {
  if (run === undefined) return 'leave';
  if (run.status === 'running') return 'wait';
  if (run.status !== 'interrupted') return 'leave';
  const { status, interruption } = run.summary;
  const wasPaused = status === 'paused' || interruption?.paused === true;
  return wasPaused || interruption?.reason === 'killed' ? 'leave' : 'resume';
}
