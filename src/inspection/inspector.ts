import { UserError } from '../config/userError';
import { summariseModel } from '../diagnostics/kernel/modelSummary';
import type {
  DataResult,
  InspectorPartials,
  InspectorProgress,
  InspectorRequest,
  InspectorRequestType,
  InspectorResults,
  LayerMetricsRow,
  MetricsResult,
} from '../messages/inspectorMessages';
import type { AlgebraOptions, KernelAlgebra } from './algebra';
import type { Inspection } from './inspection';
import { openInspection } from './inspection';
import { layerCourse } from './layerCourse';
import { layerDetails } from './layerDetails';
import { measureLayer } from './layerMetrics';
import { MetricsCache } from './metricsCache';
import { tensorStatistics } from './tensorStatistics';

/** A request other than a cancellation. */
type Question = Exclude<InspectorRequest, { type: 'cancel' }>;

/** Where a request's progress and first results go. */
export interface RequestListener {
  readonly signal: AbortSignal;
  onProgress(progress: InspectorProgress): void;
  onPartial(partial: InspectorPartials[InspectorRequestType]): void;
}

/** Answers questions on checkpoints and runs. What is open and what was computed it remembers. */
export class Inspector {
  private readonly open = new Map<number, Inspection>();
  private readonly cache = new MetricsCache();
  private opened = 0;

  constructor(
    private readonly algebra: KernelAlgebra,
    /** Folder of the wasm backend's .wasm files. */
    private readonly wasmFolder: string,
  ) {}

  /** @throws UserError for what the user can mend; the signal's reason when cancelled */
  async answer(
    question: Question,
    listener: RequestListener,
  ): Promise<InspectorResults[InspectorRequestType]> {
    switch (question.type) {
      case 'open': {
        const inspection = await openInspection(question.source);
        const number = ++this.opened;
        this.open.set(number, inspection);
        return { ...inspection.opened, inspection: number };
      }
      case 'metrics':
        return this.metrics(this.inspection(question.inspection), question.layers, listener);
      case 'details': {
        const { layer, vectors, gramSize } = question;
        return layerDetails(
          this.inspection(question.inspection),
          { layer, vectors, gramSize },
          this.algebra,
          this.cache,
          { ...progressOf(listener, layer), onApproximate: (details) => listener.onPartial(details) },
        );
      }
      case 'course':
        return layerCourse(this.inspection(question.inspection), question.layer, listener.signal);
      case 'data':
        return this.data(this.inspection(question.inspection), question.config, listener);
      case 'tensor':
        return tensorStatistics(this.inspection(question.inspection), question.tensor, listener.signal);
      case 'close': {
        const inspection = this.open.get(question.inspection);
        this.open.delete(question.inspection);
        await inspection?.checkpoint.close();
        return null;
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.open.values()].map(({ checkpoint }) => checkpoint.close()));
    this.open.clear();
    await this.algebra.close();
  }

  private inspection(number: number): Inspection {
    const inspection = this.open.get(number);
    if (inspection === undefined) throw new UserError('What was inspected has been closed.', { kind: 'run' });
    return inspection;
  }

  private async metrics(
    inspection: Inspection,
    layers: readonly string[] = [...inspection.kernels.keys()],
    listener: RequestListener,
  ): Promise<MetricsResult> {
    const rows: LayerMetricsRow[] = [];
    for (const [index, layer] of layers.entries()) {
      listener.signal.throwIfAborted();
      const { row } = await measureLayer(
        inspection,
        layer,
        this.algebra,
        this.cache,
        progressOf(listener, layer, index / layers.length, 1 / layers.length),
      );
      rows.push(row);
      listener.onPartial(row);
    }
    return { rows, summary: summariseModel(rows) };
  }

  private async data(
    inspection: Inspection,
    config: string | undefined,
    listener: RequestListener,
  ): Promise<DataResult> {
    // Where these cannot be had, no numbers are to be of those from before.
    delete inspection.data;
    inspection.dataRequest = listener;
    // Only now: it brings the engines along.
    const { bringData } = await import('./withData');
    const data = await bringData(
      inspection,
      config,
      { algebra: this.algebra, wasmFolder: this.wasmFolder },
      progressOf(listener),
    );
    const throwIfOld = () => {
      listener.signal.throwIfAborted();
      if (inspection.dataRequest === listener) return;
      throw new UserError('Other data were asked for meanwhile.', { kind: 'run' });
    };
    throwIfOld();
    const measured = { ...inspection, data };
    const layers: Record<string, NonNullable<LayerMetricsRow['data']>> = {};
    for (const layer of data.inputs.keys()) {
      const { row } = await measureLayer(
        measured,
        layer,
        this.algebra,
        this.cache,
        progressOf(listener, layer, 0.9, 0.1),
      );
      if (row.data !== undefined) layers[layer] = row.data;
    }
    // Given up until here, they leave nothing behind.
    throwIfOld();
    inspection.data = data;
    const { title, samples, notes } = data;
    return { title, samples, layers, notes };
  }
}

/** @param start and share of the whole request that this part of it is */
function progressOf(
  { signal, onProgress }: RequestListener,
  name?: string,
  start = 0,
  share = 1,
): AlgebraOptions {
  return {
    signal,
    onProgress: (phase, fraction) =>
      onProgress({ phase, ...(name === undefined ? {} : { name }), fraction: start + share * fraction }),
  };
}
