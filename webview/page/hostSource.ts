import type {
  HeaderReply,
  HostRequest,
  RunAction,
  RunStretch,
  TensorsReply,
  ToHost,
  ToView,
} from '../../src/messages/dashboardMessages';
import { DASHBOARD_VERSION } from '../../src/messages/dashboardMessages';
import type { CourseBlock } from '../../src/messages/compareMessages';
import type { Search, SearchKind, SearchQuery, SearchReply } from '../../src/messages/sampleMessages';
import type { DataSource, SourceListener, Tensor } from '../store/dataSource';
import { t } from './l10n';
import { offeredFile } from './offeredFile';

/** VS Code's side of a webview. */
export interface HostApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** After this long an answer that only needs the disk counts as lost. */
const TIMEOUT_MS = 30_000;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: number | undefined;
}

/** The extension host as the source of a page's data. */
export class HostSource implements DataSource {
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  constructor(
    private readonly api: HostApi,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  connect(listener: SourceListener): void {
    window.addEventListener('message', ({ data }: MessageEvent) => {
      if (isToView(data)) this.receive(data, listener);
    });
    this.post({ type: 'ready', version: DASHBOARD_VERSION });
  }

  async tensors(
    run: string,
    step: number,
    names: readonly string[],
  ): Promise<Readonly<Record<string, Tensor>>> {
    const reply = (await this.ask({ kind: 'tensors', run, step, names }, this.timeoutMs)) as TensorsReply;
    const tensors = Object.entries(reply).map(([name, { shape, values }]): [string, Tensor] => [
      name,
      { shape, data: new Float32Array(values) },
    ]);
    return Object.fromEntries(tensors);
  }

  async header(run: string, step: number): Promise<HeaderReply> {
    return (await this.ask({ kind: 'header', run, step }, this.timeoutMs)) as HeaderReply;
  }

  async search<Kind extends SearchKind>(
    kind: Kind,
    query: SearchQuery<Kind>,
    signal: AbortSignal,
  ): Promise<SearchReply<Kind>> {
    const cancel = (): void => void this.ask({ kind: 'cancelSearch', run: query.run, search: kind });
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return (await this.ask({ kind, ...query } as Search)) as SearchReply<Kind>;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  async courses(
    columns: readonly string[],
    stretches: readonly RunStretch[],
    whole?: boolean,
  ): Promise<readonly CourseBlock[]> {
    return (await this.ask({ kind: 'courses', columns, stretches, whole }, this.timeoutMs)) as CourseBlock[];
  }

  async act(run: string, action: RunAction): Promise<void> {
    await this.ask({ kind: 'action', run, action });
  }

  async showDocs(rule: string): Promise<void> {
    await this.ask({ kind: 'docs', rule });
  }

  async save(name: string, content: string | Uint8Array): Promise<void> {
    await this.ask({ kind: 'save', ...offeredFile(name, content) });
  }

  private receive(message: ToView, listener: SourceListener): void {
    if (message.type === 'reply') {
      this.settle(message);
      return;
    }
    if (message.type === 'show') {
      listener.show?.(message);
      return;
    }
    if (message.capabilities !== undefined) listener.capabilities(message.capabilities);
    listener.update(message.runs, message.type === 'snapshot');
  }

  private settle(reply: Extract<ToView, { type: 'reply' }>): void {
    const waiting = this.waiting.get(reply.id);
    if (waiting === undefined) return;
    this.waiting.delete(reply.id);
    clearTimeout(waiting.timer);
    if (reply.ok) waiting.resolve(reply.value);
    else waiting.reject(new Error(reply.message));
  }

  /** Without a time limit where the user is asked something meanwhile. */
  private ask(request: HostRequest, timeoutMs?: number): Promise<unknown> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      const onTimeout = (): void => {
        this.waiting.delete(id);
        reject(new Error(t('No answer came within {0} s.', timeoutMs! / 1000)));
      };
      const timer = timeoutMs === undefined ? undefined : window.setTimeout(onTimeout, timeoutMs);
      this.waiting.set(id, { resolve, reject, timer });
      this.post({ type: 'request', id, request });
    });
  }

  moveCursor(step: number | null): void {
    this.post({ type: 'cursor', step });
  }

  private post(message: ToHost): void {
    this.api.postMessage(message);
  }
}

/** VS Code passes on what the host posts, but other frames can post too. */
function isToView(data: unknown): data is ToView {
  if (typeof data !== 'object' || data === null || !('type' in data)) return false;
  return ['snapshot', 'delta', 'reply', 'show'].includes(String(data.type));
}
