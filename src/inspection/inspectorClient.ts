import type { ChildProcess } from 'node:child_process';
import { UserError } from '../config/userError';
import type {
  InspectorRequests,
  InspectorRequestType,
  InspectorResults,
  InspectorSource,
  OpenedInspection,
} from '../messages/inspectorMessages';
import type { AskListener, InspectorClientOptions } from './inspectorChannel';
import { InspectorChannel, ProcessReplaced } from './inspectorChannel';

/** An inspection as its client has it: the number that it gave it, and the one that the process has for it. */
interface OpenSource {
  readonly source: InspectorSource;
  /** Of data that were brought in, which a process that is started anew has to be given again. */
  data?: { readonly config?: string };
  child: ChildProcess | undefined;
  remote: number;
  /** While a process that was started anew opens it. */
  reopening?: Promise<void>;
}

/** Asks a process that inspects checkpoints; starts it when it is needed, and again after it has died. */
export class InspectorClient {
  private readonly channel: InspectorChannel;
  private readonly sources = new Map<number, OpenSource>();
  private inspections = 0;

  constructor(options: InspectorClientOptions) {
    this.channel = new InspectorChannel(options);
  }

  /** Of the process, while there is one. */
  get pid(): number | undefined {
    return this.channel.process?.pid;
  }

  /**
   * @throws UserError for what the user can mend, and where the process died; InspectionCancelled when the signal
   *     aborted
   */
  async ask<Type extends InspectorRequestType>(
    type: Type,
    request: InspectorRequests[Type],
    listener: AskListener<Type> = {},
  ): Promise<InspectorResults[Type]> {
    for (;;) {
      try {
        return type === 'open'
          ? ((await this.open(
              request as InspectorRequests['open'],
              listener as AskListener<'open'>,
            )) as InspectorResults[Type])
          : await this.askOf(type, request as InspectorRequests[Type] & InspectionRequest, listener);
      } catch (error) {
        if (!(error instanceof ProcessReplaced)) throw error;
        // With its process it has been closed too.
        if (type === 'close') return null as InspectorResults[Type];
      }
    }
  }

  /** Ends the process; requests that are going on are cancelled. */
  dispose(): void {
    this.channel.dispose();
  }

  private async open(
    { source }: InspectorRequests['open'],
    listener: AskListener<'open'>,
  ): Promise<OpenedInspection> {
    const opened = await this.channel.send('open', { source }, listener);
    const number = ++this.inspections;
    this.sources.set(number, { source, child: this.channel.process, remote: opened.inspection });
    return { ...opened, inspection: number };
  }

  private async askOf<Type extends InspectorRequestType>(
    type: Type,
    request: InspectionRequest,
    listener: AskListener<Type>,
  ): Promise<InspectorResults[Type]> {
    const source = this.sources.get(request.inspection);
    if (source === undefined) throw new UserError('What was inspected has been closed.', { kind: 'run' });
    if (type === 'close') {
      this.sources.delete(request.inspection);
      if (!this.isOpen(source)) return null as InspectorResults[Type];
    } else {
      // Others take the place of those from before, whether they can be had or not.
      if (type === 'data') delete source.data;
      if (!this.isOpen(source))
        source.reopening ??= this.reopen(source).finally(() => delete source.reopening);
      await source.reopening;
    }
    const answer = await this.channel.send(type, { ...request, inspection: source.remote }, listener);
    if (type === 'data') source.data = request.config === undefined ? {} : { config: request.config };
    return answer;
  }

  private isOpen({ child }: OpenSource): boolean {
    return child !== undefined && child === this.channel.process;
  }

  /** Opens a source again in a process that was started after the one that had it died. */
  private async reopen(source: OpenSource): Promise<void> {
    const { inspection } = await this.channel.send('open', { source: source.source }, {});
    source.child = this.channel.process;
    source.remote = inspection;
    if (source.data !== undefined) await this.channel.send('data', { inspection, ...source.data }, {});
  }
}

/** What requests on something that is open have in common; those for data may name a config. */
interface InspectionRequest {
  readonly inspection: number;
  readonly config?: string;
}
