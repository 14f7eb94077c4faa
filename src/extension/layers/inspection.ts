import path from 'node:path';
import { messageOf } from '../../config/userError';
import type { ModelSummary } from '../../diagnostics/kernel/modelSummary';
import { InspectionCancelled, type InspectorClient } from '../../inspection/inspectorClient';
import type {
  InspectorRequests,
  InspectorSource,
  LayerCourse,
  LayerDetails,
  LayerMetricsRow,
  OpenedInspection,
  TensorResult,
} from '../../messages/inspectorMessages';
import type { InspectionStatus } from '../../messages/layerMessages';
import { affordableLayers } from './affordableLayers';

export type Inspector = Pick<InspectorClient, 'ask'>;

/** What of an inspection has changed. */
export type InspectionChange =
  | { readonly kind: 'opened' | 'status' | 'layer' }
  | { readonly kind: 'rows'; readonly rows: readonly LayerMetricsRow[]; readonly whole: boolean };

/** Data that numbers are of: those of a config, or with none those that a run recorded. */
export interface ChosenData {
  readonly config?: string;
}

/** Rows that come one after the other are told together, so often. */
const ROWS_MS = 100;
const NOTHING: InspectionStatus = { metrics: { state: 'done' } };

/**
 * A run's snapshot or a file as the inspector has opened it, with the numbers of its layers as far as they are known.
 * The tree, the panel and an editor show the same one. Opening another step or the changed file keeps what was known
 * until the new is there.
 */
export class Inspection {
  private readonly listeners = new Set<(change: InspectionChange) => void>();
  /** Of the opening that is under way or was last; what belongs to another one comes too late. */
  private turn = 0;
  private computing: AbortController | undefined;
  private pending: LayerMetricsRow[] = [];
  private timer: NodeJS.Timeout | undefined;
  private chosenData: ChosenData | undefined;
  private isDisposed = false;

  opened: OpenedInspection | undefined;
  status: InspectionStatus = NOTHING;
  summary: ModelSummary | undefined;
  readonly rows = new Map<string, LayerMetricsRow>();
  /** The chosen layer; '' where none is. */
  layer = '';
  /** What it is called where the inspector's title, made of an id, would say less. */
  label: string | undefined;

  constructor(
    private readonly inspector: Inspector,
    private currentSource: InspectorSource,
    private readonly log: (error: unknown) => void,
  ) {}

  get source(): InspectorSource {
    return this.currentSource;
  }

  get title(): string {
    return this.label ?? this.opened?.title ?? nameOf(this.currentSource);
  }

  onChange(listener: (change: InspectionChange) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Opens the source again: another step, or a file that has changed. Never rejects; the status says why it failed. */
  async open(source: InspectorSource = this.currentSource): Promise<void> {
    const turn = ++this.turn;
    this.currentSource = source;
    this.cancelCompute();
    this.tell({ opening: nameOf(source) }, ['trouble']);
    try {
      const opened = await this.inspector.ask('open', { source });
      if (turn !== this.turn || this.isDisposed) {
        this.close(opened);
        return;
      }
      const before = this.opened;
      this.opened = opened;
      this.rows.clear();
      this.summary = undefined;
      if (opened.layers.length > 0 && !opened.layers.some(({ name }) => name === this.layer)) {
        this.layer = opened.layers[0]!.name;
      }
      this.fire({ kind: 'opened' });
      this.tell({ metrics: { state: 'partial', missing: opened.layers.length } }, ['opening', 'dataTrouble']);
      if (before !== undefined) this.close(before);
    } catch (error) {
      if (turn !== this.turn || this.isDisposed) return;
      if (!(error instanceof InspectionCancelled)) this.log(error);
      this.tell({ trouble: messageOf(error) }, ['opening']);
      return;
    }
    if (this.chosenData !== undefined) await this.bringIn(this.chosenData);
    if (turn === this.turn) await this.compute(false);
  }

  /** The source cannot even be given to the inspector. */
  fail(error: unknown): void {
    this.log(error);
    this.tell({ trouble: messageOf(error) }, ['opening']);
  }

  /** Whether the file is a copy of one that cannot be read in parts. */
  set isCopy(copied: boolean) {
    if (copied) this.tell({ copied });
  }

  choose(layer: string): void {
    if (layer === this.layer) return;
    this.layer = layer;
    this.fire({ kind: 'layer' });
  }

  /** Data that were chosen in an earlier window; they are brought in with the first opening. */
  restoreData(data: ChosenData | undefined): void {
    this.chosenData = data;
  }

  get data(): ChosenData | undefined {
    return this.chosenData;
  }

  /** Takes data for this and every later opening; undefined for none from the next opening on. */
  async useData(data: ChosenData | undefined): Promise<void> {
    this.chosenData = data;
    if (data === undefined) {
      this.tell({}, ['data', 'dataTrouble']);
      await this.open();
    } else if (this.opened !== undefined) {
      this.cancelCompute();
      await this.bringIn(data);
      this.rows.clear();
      await this.compute(false);
    }
  }

  /**
   * Computes the numbers of the layers that have none.
   *
   * @param all also of those that take long
   */
  async compute(all: boolean): Promise<void> {
    const { opened, turn } = this;
    if (opened === undefined || this.isDisposed) return;
    const missing = opened.layers.filter(({ name }) => !this.rows.has(name));
    const layers = all ? missing : affordableLayers(missing);
    const isWhole = layers.length === missing.length;
    this.cancelCompute();
    if (layers.length === 0) {
      this.tell({ metrics: this.restOf(opened) });
      return;
    }
    const abort = new AbortController();
    this.computing = abort;
    this.tell({ metrics: { state: 'running' } });
    const isCurrent = (): boolean => this.computing === abort && turn === this.turn && !this.isDisposed;
    try {
      const { rows, summary } = await this.inspector.ask(
        'metrics',
        // Those that are known already come from the inspector's memory, so that the summary is of all.
        isWhole
          ? { inspection: opened.inspection }
          : { inspection: opened.inspection, layers: layers.map(({ name }) => name) },
        {
          signal: abort.signal,
          onPartial: (row) => {
            if (isCurrent()) this.add([row]);
          },
          onProgress: (progress) => {
            if (isCurrent()) this.tell({ metrics: { state: 'running', progress } });
          },
        },
      );
      if (!isCurrent()) return;
      if (isWhole) this.summary = summary;
      this.add(rows);
      this.flush(isWhole);
      this.tell({ metrics: this.restOf(opened) });
    } catch (error) {
      if (turn !== this.turn || this.isDisposed || this.computing !== abort) return;
      this.flush(false);
      const isCancelled = error instanceof InspectionCancelled || abort.signal.aborted;
      if (!isCancelled) this.log(error);
      this.tell({
        metrics: isCancelled ? this.restOf(opened) : { state: 'failed', message: messageOf(error) },
      });
    } finally {
      if (this.computing === abort) this.computing = undefined;
    }
  }

  /** Ends the computation of all layers; what is known stays. */
  cancelCompute(): void {
    this.computing?.abort();
  }

  /** Everything about a layer, whose numbers are known from then on. */
  async details(
    request: InspectorRequests['details'],
    listener: Parameters<typeof this.inspector.ask<'details'>>[2],
  ): Promise<LayerDetails> {
    const details = await this.inspector.ask('details', request, listener);
    const { opened, status } = this;
    if (request.inspection === opened?.inspection) {
      this.add([details.row]);
      if (status.metrics.state === 'partial') this.tell({ metrics: this.restOf(opened) });
    }
    return details;
  }

  course(request: InspectorRequests['course'], signal: AbortSignal): Promise<LayerCourse> {
    return this.inspector.ask('course', request, { signal });
  }

  tensor(request: InspectorRequests['tensor'], signal: AbortSignal): Promise<TensorResult> {
    return this.inspector.ask('tensor', request, { signal });
  }

  dispose(): void {
    this.isDisposed = true;
    this.cancelCompute();
    clearTimeout(this.timer);
    if (this.opened !== undefined) this.close(this.opened);
  }

  private async bringIn(data: ChosenData): Promise<void> {
    const { opened, turn } = this;
    if (opened === undefined) return;
    this.tell({ dataProgress: { phase: 'data', fraction: 0 } }, ['dataTrouble']);
    try {
      const { title, samples, notes } = await this.inspector.ask(
        'data',
        { inspection: opened.inspection, ...(data.config === undefined ? {} : { config: data.config }) },
        {
          onProgress: (dataProgress) => {
            if (turn === this.turn) this.tell({ dataProgress });
          },
        },
      );
      if (turn === this.turn) this.tell({ data: { title, samples, notes } }, ['dataProgress']);
    } catch (error) {
      if (turn !== this.turn) return;
      this.log(error);
      this.tell({ dataTrouble: messageOf(error) }, ['dataProgress', 'data']);
    }
  }

  /** How it stands when nothing is being computed. */
  private restOf({ layers }: OpenedInspection): InspectionStatus['metrics'] {
    const missing = layers.filter(({ name }) => !this.rows.has(name)).length;
    return missing === 0 ? { state: 'done' } : { state: 'partial', missing };
  }

  private add(rows: readonly LayerMetricsRow[]): void {
    for (const row of rows) this.rows.set(row.layer, row);
    this.pending.push(...rows);
    this.timer ??= setTimeout(() => this.flush(false), ROWS_MS);
  }

  private flush(whole: boolean): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const rows = whole ? [...this.rows.values()] : this.pending;
    this.pending = [];
    if (rows.length > 0 && !this.isDisposed) this.fire({ kind: 'rows', rows, whole });
  }

  private tell(change: Partial<InspectionStatus>, without: readonly (keyof InspectionStatus)[] = []): void {
    const kept = Object.entries(this.status).filter(([key]) => !without.some((each) => each === key));
    this.status = { ...(Object.fromEntries(kept) as unknown as InspectionStatus), ...change };
    if (!this.isDisposed) this.fire({ kind: 'status' });
  }

  private fire(change: InspectionChange): void {
    for (const listener of [...this.listeners]) listener(change);
  }

  private close({ inspection }: OpenedInspection): void {
    // A process that has ended has nothing left to close.
    this.inspector.ask('close', { inspection }).catch(() => undefined);
  }
}

/** A source's name for people. */
export function nameOf(source: InspectorSource): string {
  return path.basename(source.kind === 'file' ? source.file : source.directory);
}
