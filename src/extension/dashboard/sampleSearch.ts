import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import path from 'node:path';
import { UserError } from '../../config/userError';
import type {
  FromSampleSearch,
  Search,
  SearchKind,
  SearchReply,
  ToSampleSearch,
} from '../../messages/sampleMessages';
import { distFolder } from '../racecarCommand';

/** The data stay in the process's memory; after so long without a search it is ended. */
const IDLE_MS = 60_000;

interface Waiting {
  readonly id: number;
  resolve(reply: SearchReply<SearchKind>): void;
  reject(error: Error): void;
}

/**
 * Searches the training data of a run in a process of its own, which is started by the first search. One search of a
 * kind at a time: the next one, or the end, ends the one before.
 */
export class SampleSearchProcess {
  private child: ChildProcess | undefined;
  private readonly waiting = new Map<SearchKind, Waiting>();
  private lastId = 0;
  private idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly onLog: (text: string) => void,
    private readonly program = path.join(distFolder, 'samples.js'),
  ) {}

  /**
   * @returns the reply of the search's kind
   * @throws UserError where the search cannot be carried out, or another one of its kind came after it
   */
  search(search: Search): Promise<SearchReply<SearchKind>> {
    this.cancel(search.kind);
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(search.kind, { id, resolve, reject });
      this.tell({ type: 'search', id, search });
    });
  }

  /** Ends the search of a kind that is under way, if there is one. */
  cancel(kind: SearchKind): void {
    const waiting = this.waiting.get(kind);
    if (waiting === undefined) return;
    this.tell({ type: 'cancel', id: waiting.id });
    this.settle(waiting.id, (each) => each.reject(new UserError('the search was ended')));
  }

  /** Ends all searches that are under way. */
  cancelAll(): void {
    for (const kind of [...this.waiting.keys()]) this.cancel(kind);
  }

  dispose(): void {
    this.cancelAll();
    this.end();
  }

  private tell(message: ToSampleSearch): void {
    clearTimeout(this.idle);
    this.child ??= this.start();
    this.child.send(message);
  }

  private start(): ChildProcess {
    const child = fork(this.program, [], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.onLog(text));
    child.on('message', (message: FromSampleSearch) => {
      this.settle(message.id, (waiting) => {
        if (message.type === 'found') waiting.resolve(message.reply);
        else waiting.reject(new UserError(message.message ?? 'the search was ended'));
      });
      clearTimeout(this.idle);
      if (this.waiting.size === 0) this.idle = setTimeout(() => this.end(), IDLE_MS);
    });
    const onEnd = (why: string): void => {
      if (this.child !== child) return;
      this.child = undefined;
      for (const { id } of [...this.waiting.values()]) {
        this.settle(id, (waiting) =>
          waiting.reject(new UserError(`the process that searches the training data ended: ${why}`)),
        );
      }
    };
    child.on('error', (error) => onEnd(error.message));
    child.on('exit', (code, signal) => onEnd(signal ?? `exit code ${code}`));
    return child;
  }

  private settle(id: number, how: (waiting: Waiting) => void): void {
    for (const [kind, waiting] of this.waiting) {
      if (waiting.id !== id) continue;
      this.waiting.delete(kind);
      how(waiting);
    }
  }

  private end(): void {
    clearTimeout(this.idle);
    const { child } = this;
    this.child = undefined;
    child?.kill();
  }
}
