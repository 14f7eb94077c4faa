import type { ReadonlySignal } from '@preact/signals';
import { batch, computed, signal } from '@preact/signals';
import type { HeaderReply, RunFacts, RunUpdate } from '../../src/messages/dashboardMessages';
import type { DataSource, Tensor } from './dataSource';
import { MetricsTable } from './metricsTable';
import { nearestStep } from './nearestStep';
import { TensorCache } from './tensorCache';

/** One run as the page knows it. */
export class RunStore {
  private readonly factsSignal = signal<RunFacts | undefined>(undefined);
  private readonly metricsSignal = signal(MetricsTable.empty);
  private readonly snapshotsSignal = signal<readonly number[]>([]);
  private readonly leftOutSignal = signal<string | undefined>(undefined);
  private readonly troubleSignal = signal<string | undefined>(undefined);
  private readonly cache = new TensorCache();
  private readonly headers = new Map<number, Promise<HeaderReply>>();

  /** Undefined until the run was read for the first time. */
  readonly facts: ReadonlySignal<RunFacts | undefined> = this.factsSignal;
  readonly metrics: ReadonlySignal<MetricsTable> = this.metricsSignal;
  /** Steps of the snapshots, ascending. */
  readonly snapshots: ReadonlySignal<readonly number[]> = this.snapshotsSignal;
  /** Why none of the snapshots that the run has is here. */
  readonly snapshotsLeftOut: ReadonlySignal<string | undefined> = this.leftOutSignal;
  /** Why the run cannot be read at present. */
  readonly trouble: ReadonlySignal<string | undefined> = this.troubleSignal;
  /** The snapshot nearest to the cursor, of equals the earlier; undefined where there is none. */
  readonly nearestSnapshot: ReadonlySignal<number | undefined>;

  constructor(
    /** Tells the run from others. */
    readonly key: string,
    private readonly source: DataSource,
    cursor: ReadonlySignal<number>,
  ) {
    this.nearestSnapshot = computed(() => nearestStep(this.snapshots.value, cursor.value));
  }

  apply({ facts, metrics, snapshots, snapshotsLeftOut, trouble }: RunUpdate): void {
    batch(() => {
      if (facts !== undefined) this.factsSignal.value = facts;
      if (snapshots !== undefined) this.replaceSnapshots(snapshots);
      if (snapshotsLeftOut !== undefined) this.leftOutSignal.value = snapshotsLeftOut;
      if (trouble !== undefined) this.troubleSignal.value = trouble ?? undefined;
      if (metrics !== undefined) {
        const rewinds = metrics.rewinds ?? metrics.from < this.metricsSignal.value.rows;
        this.metricsSignal.value = this.metricsSignal.value.append(metrics);
        // A resumed run takes its snapshots again, with the same steps.
        if (rewinds) this.forgetSnapshots();
      }
    });
  }

  /**
   * Tensors of a snapshot, those of the names that it has; a cache keeps the last ones.
   *
   * @throws where the snapshot is gone or damaged, or no answer comes
   */
  tensors(step: number, names: readonly string[]): Promise<Readonly<Record<string, Tensor>>> {
    return this.cache.get(`${step}`, names, (missing) => this.source.tensors(this.key, step, missing));
  }

  /** Names, shapes and metadata of a snapshot. Errors as in tensors. */
  header(step: number): Promise<HeaderReply> {
    const known = this.headers.get(step);
    if (known !== undefined) return known;
    const header = this.source.header(this.key, step);
    this.headers.set(step, header);
    header.catch(() => this.headers.delete(step));
    return header;
  }

  private replaceSnapshots(steps: readonly number[]): void {
    for (const step of this.headers.keys()) if (!steps.includes(step)) this.headers.delete(step);
    this.snapshotsSignal.value = steps;
  }

  private forgetSnapshots(): void {
    this.headers.clear();
    this.cache.forget('');
  }
}
