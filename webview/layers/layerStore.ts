import type { ReadonlySignal, Signal } from '@preact/signals';
import { batch, computed, signal } from '@preact/signals';
import type { Finding } from '../../src/diagnostics/findings/finding';
import type { ModelSummary } from '../../src/diagnostics/kernel/modelSummary';
import type {
  InspectionStatus,
  LayerMetricsRow,
  LayerRow,
  OpenedInspection,
  ToLayerPage,
  VectorOrder,
} from '../../src/messages/layerMessages';
import { t } from '../page/l10n';
import { offeredFile } from '../page/offeredFile';
import type { ViewStateStorage } from '../store/viewState';
import { ViewState } from '../store/viewState';
import type { HostChannel } from './hostChannel';
import { Cancelled } from './hostChannel';

/** The numbers of all layers as far as they are known, and of which opening they are. */
export interface KnownRows {
  readonly inspection: number;
  readonly byLayer: ReadonlyMap<string, LayerMetricsRow>;
  readonly summary?: ModelSummary | undefined;
}

const NO_ROWS: KnownRows = { inspection: 0, byLayer: new Map() };
const NO_STATUS: InspectionStatus = { metrics: { state: 'done' } };

/** What a page of layers shows: what the host has opened, and what the user has set. */
export class LayerStore {
  private readonly openedSignal = signal<OpenedInspection | null | undefined>(undefined);
  private readonly isRunSignal = signal(false);
  private readonly statusSignal = signal<InspectionStatus>(NO_STATUS);
  private readonly rowsSignal = signal<KnownRows>(NO_ROWS);
  private readonly findingsSignal = signal<readonly Finding[]>([]);

  /** Undefined until the host has said; null where nothing is chosen. */
  readonly opened: ReadonlySignal<OpenedInspection | null | undefined> = this.openedSignal;
  /** Whether it is a run's snapshot, and not a file. */
  readonly isRun: ReadonlySignal<boolean> = this.isRunSignal;
  readonly status: ReadonlySignal<InspectionStatus> = this.statusSignal;
  readonly rows: ReadonlySignal<KnownRows> = this.rowsSignal;
  /** Of the run, all of its layers'. */
  readonly findings: ReadonlySignal<readonly Finding[]> = this.findingsSignal;
  /** The chosen layer; '' where none is. */
  readonly layerName: Signal<string>;
  readonly layer: ReadonlySignal<LayerRow | undefined>;
  /** Rank of the chosen direction by sigma; -1 for the first that is shown. */
  readonly direction: Signal<number>;
  readonly order: Signal<VectorOrder>;
  readonly scale: Signal<'lin' | 'log'>;
  /** The space whose vectors the gallery shows. */
  readonly space: Signal<'input' | 'output'>;
  /** Inputs that may be square images are shown as such. */
  readonly asSquare: Signal<boolean>;
  /** Raised when the host asks for a direction to be shown large. */
  readonly shown = signal(0);
  readonly viewState: ViewState;

  constructor(
    readonly channel: HostChannel,
    storage: ViewStateStorage,
  ) {
    const state = new ViewState(storage);
    this.viewState = state;
    const oneOf =
      (...values: readonly string[]) =>
      (value: unknown) =>
        values.includes(String(value));
    this.layerName = state.signal('layer', '');
    this.direction = state.signal('direction', -1);
    this.order = state.signal<VectorOrder>('order', 'dataEnergy', oneOf('sigma', 'dataEnergy'));
    this.scale = state.signal<'lin' | 'log'>('scale', 'log', oneOf('lin', 'log'));
    this.space = state.signal<'input' | 'output'>('space', 'input', oneOf('input', 'output'));
    this.asSquare = state.signal('asSquare', false);
    this.layer = computed(() => this.opened.value?.layers.find(({ name }) => name === this.layerName.value));
    channel.connect((news) => this.receive(news));
  }

  /** Chooses a layer; the host is told, so that its tree follows. */
  select(layer: string): void {
    if (layer === this.layerName.value) return;
    this.choose(layer, -1);
    this.channel.post({ type: 'selected', layer });
  }

  /** Offers a file to save; where that fails, returns what is to be told of it. */
  async save(
    name: string,
    content: () => string | Uint8Array | Promise<string | Uint8Array>,
  ): Promise<string | undefined> {
    try {
      await this.channel.ask('save', offeredFile(name, await content()));
      return undefined;
    } catch (error) {
      if (error instanceof Cancelled) return undefined;
      return t('{0} was not saved: {1}', name, error instanceof Error ? error.message : String(error));
    }
  }

  private choose(layer: string, direction: number): void {
    batch(() => {
      this.layerName.value = layer;
      this.direction.value = direction;
    });
  }

  private receive(news: Parameters<Parameters<HostChannel['connect']>[0]>[0]): void {
    switch (news.type) {
      case 'opened':
        batch(() => this.open(news));
        break;
      case 'status':
        this.statusSignal.value = news.status;
        break;
      case 'findings':
        this.findingsSignal.value = news.findings;
        break;
      case 'rows':
        this.addRows(news);
        break;
      case 'select':
        if (news.direction !== undefined) {
          batch(() => {
            this.choose(news.layer, news.direction!);
            this.shown.value++;
          });
        } else if (news.layer !== this.layerName.value) this.choose(news.layer, -1);
        break;
    }
  }

  private open({ opened, isRun }: Extract<ToLayerPage, { type: 'opened' }>): void {
    const before = this.opened.value;
    this.openedSignal.value = opened;
    this.isRunSignal.value = isRun;
    // Of another file or run nothing that was shown means anything; of another step it does until the new is there.
    if (opened === null || subjectOf(before) !== subjectOf(opened)) {
      this.rowsSignal.value = NO_ROWS;
      this.findingsSignal.value = [];
    }
  }

  private addRows({ inspection, rows, whole, summary }: Extract<ToLayerPage, { type: 'rows' }>): void {
    const known = this.rows.value;
    const byLayer = new Map(whole || known.inspection !== inspection ? [] : known.byLayer);
    for (const row of rows) byLayer.set(row.layer, row);
    this.rowsSignal.value = { inspection, byLayer, summary: summary ?? (whole ? undefined : known.summary) };
  }
}

/** What an opening is of; the same for every step of a run. */
export function subjectOf(opened: OpenedInspection | null | undefined): string | undefined {
  return opened?.run?.directory ?? opened?.file;
}
