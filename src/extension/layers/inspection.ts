import path from 'node:path';
import { messageOf } from '../../config/userError';
import type { ModelSummary } from '../../diagnostics/kernel/modelSummary';
import { InspectionCancelled } from '../../inspection/inspectorChannel';
import type { InspectorClient } from '../../inspection/inspectorClient';
import type {
  InspectorRequests,
  InspectorSource,
  LayerCourse,
  LayerDetails,
  LayerMetricsRow,
  OpenedInspection,
  TensorResult,
} from '../../messages/inspectorMessages';
import type { InspectionStatus, MetricsStatus } from '../../messages/layerMessages';
import { affordableLayers } from './affordableLayers';
import type { ChosenData } from './inspectionData';
import { InspectionData } from './inspectionData';
import { LayerRows } from './layerRows';

export type Inspector = Pick<InspectorClient, 'ask'>;

/** What of an inspection has changed. */
export type InspectionChange =
  | { readonly kind: 'opened' | 'status' | 'layer' }
  | { readonly kind: 'rows'; readonly rows: readonly LayerMetricsRow[]; readonly whole: boolean };

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
  private readonly layerRows: LayerRows;
  private readonly layerData: InspectionData;
  private isDisposed = false;

  opened: OpenedInspection | undefined;
  status: InspectionStatus = NOTHING;
  summary: ModelSummary | undefined;
  /** The chosen layer; '' where none is. */
  layer = '';
  /** What choices are remembered for, where that is not the source itself: of a copy the file that it is of. */
  private givenSubject: string | undefined;
  /** What it is called where the inspector's title, made of an id, would say less. */
  label: string | undefined;

  constructor(
    private readonly inspector: Inspector,
    private currentSource: InspectorSource,
    private readonly log: (error: unknown) => void,
  ) {
    this.layerRows = new LayerRows((rows, whole) => {
      if (!this.isDisposed) this.fire({ kind: 'rows', rows, whole });
    });
    this.layerData = new InspectionData({
      inspector,
      log,
      tell: (change, without) => this.tell(change, without),
    });
  }

  /** By layer name, those that are known. */
  get rows(): ReadonlyMap<string, LayerMetricsRow> {
    return this.layerRows.known;
  }

  get source(): InspectorSource {
    return this.currentSource;
  }

  /** What data that are chosen are chosen for, in later windows too. */
  get subject(): string {
    const { currentSource: source } = this;
    return this.givenSubject ?? (source.kind === 'run' ? source.directory : source.file);
  }

  set subject(subject: string) {
    this.givenSubject = subject;
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
    this.stopCompute();
    this.layerData.stop();
    this.tell({ opening: nameOf(source) }, ['trouble', 'dataProgress']);
    try {
      const opened = await this.inspector.ask('open', { source });
      if (turn !== this.turn || this.isDisposed) {
        this.close(opened);
        return;
      }
      const before = this.opened;
      this.opened = opened;
      this.layerRows.clear();
      this.summary = undefined;
      if (opened.layers.length > 0 && !opened.layers.some(({ name }) => name === this.layer)) {
        this.layer = opened.layers[0]!.name;
      }
      this.fire({ kind: 'opened' });
      this.tell({ metrics: { state: 'waiting' } }, ['opening', 'data', 'dataTrouble']);
      if (before !== undefined) this.close(before);
    } catch (error) {
      if (turn !== this.turn || this.isDisposed) return;
      if (!(error instanceof InspectionCancelled)) this.log(error);
      // What was computed of what is still shown was given up for this.
      const { metrics } = this.status;
      const isCut = this.opened !== undefined && ['running', 'waiting'].includes(metrics.state);
      this.tell(
        {
          trouble: messageOf(error),
          metrics: isCut ? this.restOf(this.opened!, 'cancelled') : metrics,
        },
        ['opening'],
      );
      return;
    }
    await this.measure();
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
    this.layerData.chosen = data;
  }

  get data(): ChosenData | undefined {
    return this.layerData.chosen;
  }

  /** Takes data, or none, for this and every later opening. Data that are still being brought in are given up. */
  async useData(data: ChosenData | undefined): Promise<void> {
    this.layerData.chosen = data;
    if (data === undefined) {
      this.tell({}, ['data', 'dataTrouble']);
      // Opened anew, it has none.
      await this.open();
    } else if (this.opened !== undefined && this.status.opening === undefined) {
      await this.measure();
    }
  }

  /** Gives up the data that are being brought in, for this and every later opening: the numbers are of none. */
  async cancelData(): Promise<void> {
    if (this.layerData.isComing) await this.useData(undefined);
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
    this.stopCompute();
    if (layers.length === 0) {
      this.tell({ metrics: this.restOf(opened, 'large') });
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
            if (isCurrent()) this.layerRows.add([row]);
          },
          onProgress: (progress) => {
            if (isCurrent()) this.tell({ metrics: { state: 'running', progress } });
          },
        },
      );
      if (!isCurrent()) return;
      if (isWhole) this.summary = summary;
      this.layerRows.add(rows);
      this.layerRows.flush(isWhole);
      this.tell({ metrics: this.restOf(opened, 'large') });
    } catch (error) {
      if (turn !== this.turn || this.isDisposed || this.computing !== abort) return;
      this.layerRows.flush(false);
      const isCancelled = error instanceof InspectionCancelled || abort.signal.aborted;
      if (!isCancelled) this.log(error);
      this.tell({
        metrics: isCancelled
          ? this.restOf(opened, 'cancelled')
          : { state: 'failed', message: messageOf(error) },
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
    const dataNumber = this.layerData.number;
    const details = await this.inspector.ask('details', request, listener);
    const {
      opened,
      status: { metrics },
    } = this;
    // A row of other data is not among those that are shown.
    if (request.inspection === opened?.inspection && dataNumber === this.layerData.number) {
      this.layerRows.add([details.row]);
      if (metrics.state === 'partial') this.tell({ metrics: this.restOf(opened, metrics.why) });
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
    this.stopCompute();
    this.layerData.stop();
    this.layerRows.dispose();
    if (this.opened !== undefined) this.close(this.opened);
  }

  /** Brings the chosen data in, then computes the numbers; what is under way of both is given up. */
  private async measure(): Promise<void> {
    const { opened } = this;
    if (this.isDisposed || opened === undefined) return;
    this.stopCompute();
    if (!(await this.layerData.bringIn(opened))) return;
    this.forgetRows();
    await this.compute(false);
  }

  /** What takes its place tells how it stands. */
  private stopCompute(): void {
    this.computing?.abort();
    this.computing = undefined;
  }

  /**
   * How it stands when nothing is being computed.
   * @param why layers have no numbers, where some have none
   */
  private restOf({ layers }: OpenedInspection, why: 'large' | 'cancelled'): MetricsStatus {
    const missing = layers.filter(({ name }) => !this.rows.has(name)).length;
    return missing === 0 ? { state: 'done' } : { state: 'partial', missing, why };
  }

  /** The numbers of all layers are to be computed anew. */
  private forgetRows(): void {
    this.summary = undefined;
    if (this.layerRows.clear()) this.fire({ kind: 'rows', rows: [], whole: true });
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
