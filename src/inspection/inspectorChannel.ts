import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { UserError } from '../config/userError';
import type {
  InspectorPartials,
  InspectorProgress,
  InspectorReport,
  InspectorRequestType,
  InspectorResults,
} from '../messages/inspectorMessages';
import { INSPECTOR_MESSAGES } from '../messages/inspectorMessages';
import { userErrorOf } from '../messages/trainerMessages';

export interface InspectorClientOptions {
  /** The bundled inspectorMain.ts. */
  readonly inspectorFile: string;
  /** Gets what the process writes. */
  readonly onLog?: (line: string) => void;
  /** A process that nobody asked anything for so long is ended; the next question starts another. Never by default. */
  readonly idleMs?: number;
  /** How long a cancelled request for data may go on until its process is ended. */
  readonly patienceMs?: number;
}

/** Whoever asked has given the request up. */
export class InspectionCancelled extends Error {
  override readonly name = 'InspectionCancelled';
}

/** The process was ended for the sake of another request; this one is to be asked of the next process. */
export class ProcessReplaced extends Error {
  override readonly name = 'ProcessReplaced';
}

export interface AskListener<Type extends InspectorRequestType> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: InspectorProgress) => void) | undefined;
  readonly onPartial?: ((partial: InspectorPartials[Type]) => void) | undefined;
}

interface Waiting {
  readonly listener: AskListener<InspectorRequestType>;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A pass over data looks several times a second whether it is still wanted; reading a large data set does not look at all. */
const PATIENCE_MS = 1_000;

/** Requests and their answers, to and from one process at a time; the process is started when it is needed. */
export class InspectorChannel {
  private child: ChildProcess | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private lastLines: string[] = [];
  private idle: NodeJS.Timeout | undefined;
  private requests = 0;
  private disposed = false;

  constructor(private readonly options: InspectorClientOptions) {}

  /** The process, while there is one. */
  get process(): ChildProcess | undefined {
    return this.child;
  }

  /** Ends the process; requests that are going on are cancelled. */
  dispose(): void {
    this.disposed = true;
    clearTimeout(this.idle);
    this.child?.kill();
    for (const { reject } of this.waiting.values()) reject(new InspectionCancelled('cancelled'));
    this.waiting.clear();
  }

  /**
   * @throws UserError for what the user can mend, and where the process died; InspectionCancelled when the signal
   *     aborted; ProcessReplaced
   */
  send<Type extends InspectorRequestType>(
    type: Type,
    request: object,
    listener: AskListener<Type>,
  ): Promise<InspectorResults[Type]> {
    return new Promise((resolve, reject) => {
      const { signal } = listener;
      if (this.disposed || signal?.aborted) return reject(new InspectionCancelled('cancelled'));
      const child = (this.child ??= this.start());
      const id = ++this.requests;
      let patience: NodeJS.Timeout | undefined;
      const cancel = () => {
        if (!this.waiting.has(id)) return;
        child.send({ type: 'cancel', id }, () => undefined);
        if (type !== 'data') return;
        patience = setTimeout(() => this.replace(child), this.options.patienceMs ?? PATIENCE_MS);
      };
      const settled = () => {
        clearTimeout(patience);
        signal?.removeEventListener('abort', cancel);
        if (this.waiting.size === 0) this.rest(child);
      };
      this.waiting.set(id, {
        listener: listener as AskListener<InspectorRequestType>,
        resolve: (result) => {
          settled();
          resolve(result as InspectorResults[Type]);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      });
      signal?.addEventListener('abort', cancel);
      clearTimeout(this.idle);
      setRef(child);
      child.send({ type, id, ...request }, (error) => {
        if (error !== null) this.settle(id)?.reject(new UserError(error.message, { kind: 'run' }));
      });
    });
  }

  /** Ends a process that is too busy to hear that a request was cancelled. The others are to be asked again. */
  private replace(child: ChildProcess): void {
    if (this.child !== child) return;
    this.child = undefined;
    // What it does cannot hear a wish to end either.
    child.kill('SIGKILL');
    this.rejectAll(({ listener }) =>
      listener.signal?.aborted === true
        ? new InspectionCancelled('cancelled')
        : new ProcessReplaced('the process was replaced'),
    );
  }

  /** Nothing is asked at present. */
  private rest(child: ChildProcess): void {
    setUnref(child);
    const { idleMs } = this.options;
    if (idleMs === undefined) return;
    clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      if (this.child !== child || this.waiting.size > 0) return;
      this.child = undefined;
      child.kill();
    }, idleMs);
    this.idle.unref();
  }

  private start(): ChildProcess {
    const child = fork(this.options.inspectorFile, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Within VS Code the program is Electron, which is to be Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
    });
    this.lastLines = [];
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.lastLines = [...this.lastLines.slice(-9), line];
        this.options.onLog?.(line);
      });
    }
    child.on('message', (message) => this.receive(message as InspectorReport));
    child.on('error', (error) => this.died(child, `it does not start: ${error.message}`));
    child.on('exit', (code, signal) =>
      this.died(child, signal === null ? `it ended with the exit code ${code}` : `it was ended by ${signal}`),
    );
    return child;
  }

  private receive(report: InspectorReport): void {
    if (report.type === 'hello') {
      if (report.version === INSPECTOR_MESSAGES) return;
      this.failAll(
        new UserError(
          `the inspecting process speaks version ${report.version}, expected ${INSPECTOR_MESSAGES}`,
          {
            kind: 'run',
            hint: 'Was Racecar updated while it was running? Reload the window.',
          },
        ),
      );
      this.child?.kill();
      return;
    }
    const { id } = report;
    switch (report.type) {
      case 'progress':
        this.waiting.get(id)?.listener.onProgress?.(report.progress);
        return;
      case 'partial':
        this.waiting.get(id)?.listener.onPartial?.(report.partial as never);
        return;
      case 'done':
        this.settle(id)?.resolve(report.result);
        return;
      case 'failed':
        this.settle(id)?.reject(userErrorOf(report.error));
        return;
      case 'cancelled':
        this.settle(id)?.reject(new InspectionCancelled('cancelled'));
        return;
    }
  }

  private settle(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    return waiting;
  }

  private died(child: ChildProcess, how: string): void {
    if (this.child !== child) return;
    this.child = undefined;
    const last = this.lastLines.at(-1);
    this.failAll(
      new UserError(`The process that inspects checkpoints is gone: ${how}.`, {
        kind: 'run',
        ...(last === undefined ? {} : { hint: `The last that it said: ${last}` }),
      }),
    );
  }

  private failAll(error: UserError): void {
    this.rejectAll(() => error);
  }

  private rejectAll(errorOf: (waiting: Waiting) => Error): void {
    const all = [...this.waiting.values()];
    this.waiting.clear();
    for (const each of all) each.reject(errorOf(each));
  }
}

/** A process that has nothing to do keeps no other alive. */
function setUnref(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
}

function setRef(child: ChildProcess): void {
  child.ref();
  child.channel?.ref();
}
