import type {
  InspectorProgress,
  LayerDetails,
  LayerReplies,
  LayerRequest,
  LayerRequestKind,
  LayerRequests,
  PageAction,
  ToLayerHost,
  ToLayerPage,
} from '../../src/messages/layerMessages';
import { LAYER_MESSAGES } from '../../src/messages/layerMessages';
import type { HostApi } from '../page/hostSource';

/** A request was taken back, by the page or by the host. */
export class Cancelled extends Error {}

export interface AskOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: InspectorProgress) => void;
  /** An approximation, before the answer. */
  readonly onPartial?: (details: LayerDetails) => void;
}

interface Waiting extends AskOptions {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

type Reply = Extract<ToLayerPage, { type: 'reply' }>;
type News = Exclude<ToLayerPage, { type: 'reply' | 'progress' | 'partial' }>;
const NEWS: readonly string[] = ['opened', 'status', 'rows', 'findings', 'select'] satisfies News['type'][];

/** A page's end of the channel to the extension host: requests with progress, approximations and one answer each. */
export class HostChannel {
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  constructor(private readonly api: HostApi) {}

  /** Says that the page is there, and has the listener told what the host says by itself. */
  connect(listener: (news: News) => void): void {
    window.addEventListener('message', ({ data }: MessageEvent) => this.receive(data, listener));
    this.post({ type: 'ready', version: LAYER_MESSAGES });
  }

  /** @throws Cancelled, or an Error with a sentence for the user */
  ask<Kind extends LayerRequestKind>(
    kind: Kind,
    request: LayerRequests[Kind],
    options: AskOptions = {},
  ): Promise<LayerReplies[Kind]> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { ...options, resolve: resolve as (value: unknown) => void, reject });
      options.signal?.addEventListener('abort', () => this.cancel(id), { once: true });
      this.post({ type: 'request', id, request: { kind, ...request } as unknown as LayerRequest });
    });
  }

  act(action: PageAction): void {
    this.post({ type: 'act', action });
  }

  post(message: ToLayerHost): void {
    this.api.postMessage(message);
  }

  private cancel(id: number): void {
    const waiting = this.waiting.get(id);
    if (waiting === undefined) return;
    this.waiting.delete(id);
    this.post({ type: 'cancel', id });
    waiting.reject(new Cancelled());
  }

  private receive(data: unknown, listener: (news: News) => void): void {
    // VS Code passes on what the host posts, but other frames can post too.
    if (typeof data !== 'object' || data === null || !('type' in data)) return;
    const message = data as ToLayerPage;
    if (message.type === 'reply') this.settle(message);
    else if (message.type === 'progress') this.waiting.get(message.id)?.onProgress?.(message.progress);
    else if (message.type === 'partial') this.waiting.get(message.id)?.onPartial?.(message.value);
    else if (NEWS.includes(message.type)) listener(message);
  }

  private settle(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    if (waiting === undefined) return;
    this.waiting.delete(reply.id);
    if (reply.ok) waiting.resolve(reply.value);
    else waiting.reject(reply.cancelled === true ? new Cancelled() : new Error(reply.message));
  }
}
