import { messageOf } from '../../config/userError';
import type { InspectorClient } from '../../inspection/inspectorClient';
import type { OpenedInspection } from '../../messages/inspectorMessages';
import type { InspectionStatus } from '../../messages/layerMessages';

/** Data that numbers are of: those of a config, or with none those that a run recorded. */
export interface ChosenData {
  readonly config?: string;
}

/** What of an inspection its data change. */
export interface DataHost {
  readonly inspector: Pick<InspectorClient, 'ask'>;
  tell(change: Partial<InspectionStatus>, without: readonly (keyof InspectionStatus)[]): void;
  log(error: unknown): void;
}

/** The data of an inspection: chosen, and brought in for what is open. */
export class InspectionData {
  private bringing: AbortController | undefined;
  chosen: ChosenData | undefined;
  /** Raised as often as data come or go: numbers that were asked for before are of others. */
  number = 0;

  constructor(private readonly host: DataHost) {}

  /** Whether data are being brought in. */
  get isComing(): boolean {
    return this.bringing !== undefined;
  }

  /**
   * Brings in what is chosen, if anything is. What fails is told by the status.
   * @returns whether nothing else has taken its place meanwhile
   */
  async bringIn({ inspection }: OpenedInspection): Promise<boolean> {
    this.stop();
    this.number++;
    const { host, chosen } = this;
    if (chosen === undefined) {
      host.tell({}, ['data', 'dataProgress', 'dataTrouble']);
      return true;
    }
    const abort = new AbortController();
    this.bringing = abort;
    const isCurrent = (): boolean => this.bringing === abort;
    host.tell({ dataProgress: { phase: 'data', fraction: 0 }, metrics: { state: 'waiting' } }, [
      'data',
      'dataTrouble',
    ]);
    try {
      const { title, samples, notes } = await host.inspector.ask(
        'data',
        { inspection, ...(chosen.config === undefined ? {} : { config: chosen.config }) },
        {
          signal: abort.signal,
          onProgress: (dataProgress) => {
            if (isCurrent()) host.tell({ dataProgress }, []);
          },
        },
      );
      if (!isCurrent()) return false;
      host.tell({ data: { number: ++this.number, title, samples, notes } }, ['dataProgress']);
    } catch (error) {
      if (!isCurrent()) return false;
      host.log(error);
      host.tell({ dataTrouble: messageOf(error) }, ['dataProgress']);
    }
    this.bringing = undefined;
    return true;
  }

  /** Gives up what is being brought in; the choice stays. */
  stop(): void {
    this.bringing?.abort();
    this.bringing = undefined;
  }
}
