import type { ReadonlySignal, Signal } from '@preact/signals';
import { batch, computed, signal } from '@preact/signals';
import type { Capabilities, RunUpdate, ShownDirection } from '../../src/messages/dashboardMessages';
import type { DataSource } from './dataSource';
import { RunStore } from './runStore';
import type { ViewStateStorage } from './viewState';
import { ViewState } from './viewState';
import { StepCursor } from './stepCursor';

/** `percent`: of each run's own training; for comparisons. */
export type Axis = 'step' | 'epoch' | 'time' | 'percent';
export type Scale = 'lin' | 'log';

/** The stretch of the x axis that every chart shows, on the axis that it was chosen on. */
export interface Zoom {
  readonly axis: Axis;
  readonly from: number;
  readonly to: number;
}

/** What a page shows: its runs, the cursor, and what the user has set. */
export class PageStore {
  private readonly runsSignal = signal<readonly RunStore[]>([]);
  private readonly connectedSignal = signal(false);
  private readonly capabilitiesSignal = signal<Capabilities>({ training: false, folders: false });

  private readonly failureSignal = signal<string | undefined>(undefined);

  /** Why the last thing that the user asked for did not work. */
  readonly failure: ReadonlySignal<string | undefined> = this.failureSignal;
  /** In the order in which the source names them. */
  readonly runs: ReadonlySignal<readonly RunStore[]> = this.runsSignal;
  /** Whether the source has said what there is. */
  readonly connected: ReadonlySignal<boolean> = this.connectedSignal;
  readonly capabilities: ReadonlySignal<Capabilities> = this.capabilitiesSignal;
  readonly viewState: ViewState;
  readonly cursor: StepCursor;
  readonly axis: Signal<Axis>;
  readonly scale: Signal<Scale>;
  /** 0 … 0.999 */
  readonly smoothing: Signal<number>;
  /** Times the speed at which a whole run plays in ten seconds. */
  readonly playSpeed: Signal<string>;
  /** Null: everything is in view. */
  readonly zoom: Signal<Zoom | null>;
  /** Lines that the legends have switched off, as "chart/line". */
  readonly hiddenLines: Signal<readonly string[]>;
  /** Name of the layer that the details show; '' for the first one. */
  readonly selectedLayer: Signal<string>;
  /** Raised when a direction is to be shown that was chosen elsewhere. */
  readonly shown = signal(0);

  constructor(
    readonly source: DataSource,
    storage: ViewStateStorage,
  ) {
    const state = new ViewState(storage);
    this.viewState = state;
    this.axis = state.signal<Axis>('axis', 'step', (value) =>
      ['step', 'epoch', 'time', 'percent'].includes(String(value)),
    );
    this.scale = state.signal<Scale>('scale', 'log', (value) => ['lin', 'log'].includes(String(value)));
    this.smoothing = state.signal('smoothing', 0);
    this.playSpeed = state.signal('playSpeed', '1');
    this.zoom = state.signal<Zoom | null>('zoom', null, isZoom);
    this.hiddenLines = state.signal<readonly string[]>('hidden', []);
    this.selectedLayer = state.signal('layer', '');
    const longest = computed(() => longestRun(this.runs.value));
    const last = computed(() => Math.max(0, ...this.runs.value.map(lastStep)));
    this.cursor = new StepCursor(
      state,
      last,
      computed(() => longest.value?.metrics.value.steps ?? []),
    );
    source.connect({
      update: (runs, whole) => this.update(runs, whole),
      capabilities: (capabilities) => {
        this.capabilitiesSignal.value = capabilities;
      },
      show: (direction) => this.show(direction),
    });
  }

  private show({ layer, direction, step }: ShownDirection): void {
    batch(() => {
      this.selectedLayer.value = layer;
      this.viewState.signal('vectors.selected', -1).value = direction;
      if (step !== undefined && step !== this.cursor.step.value) this.cursor.moveTo(step);
      this.shown.value++;
    });
  }

  /** Carries something out; where it fails, the page says why. */
  async report(action: () => Promise<void>): Promise<void> {
    try {
      await action();
      this.failureSignal.value = undefined;
    } catch (error) {
      this.failureSignal.value = error instanceof Error ? error.message : String(error);
    }
  }

  /** Offers a file to save. */
  readonly save = (name: string, content: () => string | Uint8Array | Promise<string | Uint8Array>): void => {
    void this.report(async () => this.source.save(name, await content()));
  };

  private update(updates: readonly RunUpdate[], whole: boolean): void {
    batch(() => {
      const known = new Map(this.runs.value.map((run) => [run.key, run]));
      for (const update of updates) {
        const run = known.get(update.key) ?? new RunStore(update.key, this.source, this.cursor.step);
        known.set(update.key, run);
        run.apply(update);
      }
      const keys = whole ? updates.map(({ key }) => key) : [...known.keys()];
      const runs = keys.map((key) => known.get(key)!);
      const same =
        runs.length === this.runs.value.length && runs.every((run, i) => run === this.runs.value[i]);
      if (!same) this.runsSignal.value = runs;
      this.connectedSignal.value = true;
    });
  }
}

function isZoom(value: unknown): boolean {
  if (typeof value !== 'object') return false;
  return value === null || ('axis' in value && 'from' in value && 'to' in value);
}

function lastStep(run: RunStore): number {
  return Math.max(run.metrics.value.steps.at(-1) ?? 0, run.snapshots.value.at(-1) ?? 0);
}

function longestRun(runs: readonly RunStore[]): RunStore | undefined {
  return runs.reduce<RunStore | undefined>(
    (longest, run) => (longest !== undefined && lastStep(longest) >= lastStep(run) ? longest : run),
    undefined,
  );
}
