/** The process that carries out one training for a supervisor, and tells it how it goes. */
import { UserError } from '../config/userError';
import type { PlainError, TrainerCommand, TrainingRequest } from '../messages/trainerMessages';
import { plainErrorOf, TRAINER_MESSAGES } from '../messages/trainerMessages';
import { describeError } from '../runs/fileErrors';
import type { Interruption } from '../runs/runManifest';
import { ParentLink } from './parentLink';
import { ProgressReports } from './progressReports';
import type { RunHandle } from './runTraining';

/** Time after the end of a training for what it used to close; then the process ends all the same. */
const CLOSE_MS = 1_000;

/** The exit code of a process that a signal interrupted. */
const INTERRUPTED = 130;

class TrainerProcess {
  private readonly link: ParentLink;
  private readonly progress: ProgressReports;
  private handle: RunHandle | undefined;
  private requested = false;
  private stopping = false;
  private interruption: Interruption | undefined;
  private paused = false;

  constructor() {
    this.link = new ParentLink(__dirname, {
      onCommand: (command) => this.obey(command),
      onLost: (why) => this.stop({ reason: 'parent', message: why }),
      onMisunderstanding: (error) => this.misunderstand(error),
    });
    this.progress = new ProgressReports((progress) => this.link.send({ type: 'progress', progress }));
    // What carries trainings out is loaded only then, so that the supervisor hears at once that the process is there.
    this.link.send({ type: 'hello', version: TRAINER_MESSAGES }, () => void import('./carryOut'));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.onSignal());
  }

  private obey(command: TrainerCommand): void {
    switch (command.type) {
      case 'start':
        if (this.requested) return;
        this.requested = true;
        void this.train(command.request);
        return;
      case 'pause':
        this.paused = true;
        this.handle?.pause();
        return;
      case 'continue':
        this.paused = false;
        this.handle?.continue();
        return;
      case 'stop':
        this.stop(
          command.cause === 'parent'
            ? { reason: 'parent', message: 'the program that started the training was closed' }
            : undefined,
        );
        return;
      case 'ping':
        return;
    }
  }

  private async train(request: TrainingRequest): Promise<void> {
    try {
      const { carryOut } = await import('./carryOut');
      const handle = await carryOut(request, {
        distFolder: __dirname,
        isUnwanted: () => this.stopping,
        log: (text) => this.link.send({ type: 'log', text }),
        onStarted: (run) => {
          this.link.trainsIn(run.directory);
          this.link.send({ type: 'started', run });
        },
        onProgress: (progress, steps) => this.progress.add(progress, steps),
        onPause: (paused) => {
          // In the order in which it happened.
          this.progress.flush();
          this.link.send({ type: 'state', state: paused ? 'paused' : 'running' });
        },
      });
      if (handle === undefined) return this.end();
      this.handle = handle;
      if (this.stopping) handle.stop(this.interruption);
      if (this.paused) handle.pause();
      await handle.ended;
      this.progress.flush();
      this.end();
    } catch (error) {
      this.end(asPlainError(error));
    }
  }

  private stop(interruption?: Interruption): void {
    if (this.stopping) return;
    this.stopping = true;
    this.interruption = interruption;
    this.handle?.stop(interruption);
    if (!this.requested) this.end();
  }

  /** The first signal is a request to stop, a second does not wait for it. */
  private onSignal(): void {
    if (this.stopping) process.exit(INTERRUPTED);
    this.stop();
  }

  private misunderstand(error: UserError): void {
    if (this.requested) this.stop({ reason: 'parent', message: error.message });
    else this.end(plainErrorOf(error));
  }

  private end(error?: PlainError): void {
    this.link.send({ type: 'ended', ...(error && { error }) }, () => this.link.close());
    setTimeout(() => process.exit(), CLOSE_MS).unref();
  }
}

/** A bug is told with its stack. */
function asPlainError(error: unknown): PlainError {
  if (error instanceof UserError) return plainErrorOf(error);
  return { message: describeError(error), kind: 'run' };
}

// A parent that is gone reads nothing any more; the channel's end is what tells of it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

if (process.send === undefined) {
  process.stderr.write('This is the training process of Racecar, which other parts of it start.\n');
  process.exitCode = 2;
} else {
  new TrainerProcess();
}
