import type { ReadonlySignal, Signal } from '@preact/signals';
import { batch, computed, effect, signal } from '@preact/signals';
import type { ComparedRun } from '../../src/comparison/comparedRun';
import { showTable } from '../../src/comparison/showTable';
import type { ShownTable, TableView } from '../../src/comparison/shownTable';
import type { RunTable } from '../../src/comparison/table';
import { runTable } from '../../src/comparison/table';
import type { FileChanges } from '../../src/messages/compareMessages';
import type { ComparedRunUpdate, ComparisonState, RunResults } from '../../src/messages/compareMessages';
import { PageStore } from '../store/pageStore';
import type { RunStore } from '../store/runStore';
import type { ViewStateStorage } from '../store/viewState';
import type { ComparisonData } from './compareSource';
import { CourseStore } from './courseStore';
import { followZoom } from './followZoom';
import { startingView } from './startingView';

/** More runs than this come in over some time; the table is made anew at most so often meanwhile. */
const FEW = 20;
const PAUSE_MS = 250;
/** A change that the file does not show by then was turned down; a busy window may take seconds. */
const CONFIRM_MS = 10_000;

/** What the page of a comparison shows: its runs, how the table is looked at, and what the file keeps. */
export class CompareStore {
  readonly page: PageStore;
  readonly courses: CourseStore;
  private readonly results = new Map<string, Signal<RunResults | undefined>>();
  private readonly labels = signal<ReadonlyMap<string, string>>(new Map());
  private readonly stateSignal = signal<ComparisonState | undefined>(undefined);
  private readonly runsSignal = signal<readonly ComparedRun[]>([]);
  private readonly changes = signal<FileChanges>({});
  private confirmTimer: number | undefined;

  /** Undefined until the host has told. */
  readonly state: ReadonlySignal<ComparisonState | undefined> = this.stateSignal;
  /** Runs that could be read, in the order of the file. */
  readonly runs: ReadonlySignal<readonly ComparedRun[]> = this.runsSignal;
  readonly table: ReadonlySignal<RunTable>;
  readonly view: ReadonlySignal<TableView>;
  readonly shown: ReadonlySignal<ShownTable>;
  readonly notes: ReadonlySignal<string>;

  constructor(
    readonly source: ComparisonData,
    storage: ViewStateStorage,
  ) {
    this.courses = new CourseStore((columns) => source.tell({ type: 'watch', columns }));
    source.listen({
      runs: (updates, whole) => this.takeRuns(updates, whole),
      state: (state) => this.takeState(state),
      courses: (blocks) => this.courses.take(blocks),
    });
    this.page = new PageStore(source, storage);
    this.followRuns();
    this.table = computed(() => labelled(runTable(this.runs.value), this.labels.value));
    this.view = computed(() => viewOf(this.namedFile(), this.runs.value));
    this.shown = computed(() => showTable(this.table.value, this.view.value));
    this.notes = computed(() => this.file.value.notes ?? '');
    followZoom(this);
  }

  /** What the file says, with the changes that are on their way to it. */
  private readonly file = computed<FileChanges>(() => ({
    ...this.stateSignal.value?.file,
    ...this.changes.value,
  }));

  /** With the baseline by its run's key while it is the one that the host knows. */
  private namedFile(): FileChanges {
    const file = this.file.value;
    const { file: told, baseline } = this.stateSignal.value ?? {};
    return baseline === undefined || file.baseline !== told?.baseline ? file : { ...file, baseline };
  }

  /** Changes what the file keeps. */
  edit(changes: FileChanges): void {
    this.changes.value = { ...this.changes.value, ...changes };
    this.source.tell({ type: 'edit', changes });
    clearTimeout(this.confirmTimer);
    this.confirmTimer = window.setTimeout(() => {
      this.changes.value = {};
    }, CONFIRM_MS);
  }

  /** A setting of the page that the file keeps. */
  layout<T>(name: string, initial: T, isValid: (value: unknown) => boolean): Setting<T> {
    const value = this.file.value.layout?.[name];
    return {
      value: value !== undefined && isValid(value) ? (value as T) : initial,
      set: (next) => this.edit({ layout: { ...this.file.value.layout, [name]: next } }),
    };
  }

  /** The page's store of a run. */
  storeOf({ key }: Pick<ComparedRun, 'key'>): RunStore {
    return this.stores.value.get(key)!;
  }

  private readonly stores = computed(() => new Map(this.page.runs.value.map((run) => [run.key, run])));

  /** The run with the most steps: the cursor is a step of it, and all others are aligned to it. */
  readonly reference = computed(() =>
    this.page.runs.value.reduce<RunStore | undefined>(
      (longest, run) => (longest !== undefined && lastStep(longest) >= lastStep(run) ? longest : run),
      undefined,
    ),
  );

  private takeRuns(updates: readonly ComparedRunUpdate[], whole: boolean): void {
    batch(() => {
      for (const { key, results, metrics } of updates) {
        if (results !== undefined) this.resultsOf(key).value = results;
        if (metrics?.rewinds === true) this.courses.forgetDetails(key);
      }
      if (whole) this.labels.value = labelsOf(updates);
    });
  }

  private resultsOf(key: string): Signal<RunResults | undefined> {
    let results = this.results.get(key);
    if (results === undefined) this.results.set(key, (results = signal(undefined)));
    return results;
  }

  private takeState(state: ComparisonState): void {
    batch(() => {
      this.stateSignal.value = state;
      const open = Object.entries(this.changes.value).filter(
        ([key, value]) =>
          JSON.stringify(state.file[key as keyof FileChanges] ?? null) !== JSON.stringify(value),
      );
      this.changes.value = Object.fromEntries(open);
    });
  }

  private followRuns(): void {
    let timer: number | undefined;
    const known = new Map<RunStore, ComparedRun>();
    const renew = (): void => {
      timer = undefined;
      this.runsSignal.value = this.page.runs.peek().flatMap((run) => this.comparedRun(run, known));
    };
    effect(() => {
      const runs = this.page.runs.value;
      // Whatever of them changes, the list is made anew.
      for (const run of runs) void [run.facts.value, run.metrics.value, this.resultsOf(run.key).value];
      if (runs.length <= FEW || this.runsSignal.peek().length === 0) {
        clearTimeout(timer);
        renew();
      } else timer ??= window.setTimeout(renew, PAUSE_MS);
    });
  }

  /** The same one as before while nothing of the run has changed. */
  private comparedRun(run: RunStore, known: Map<RunStore, ComparedRun>): readonly ComparedRun[] {
    const facts = run.facts.peek();
    const table = run.metrics.peek();
    const results = this.resultsOf(run.key).peek();
    if (facts === undefined) return [];
    const before = known.get(run);
    if (before?.facts === facts && before.results === results && tables.get(before) === table)
      return [before];
    const compared: ComparedRun = {
      ...{ key: run.key, facts, column: (name) => table.measured(name) },
      ...(results === undefined ? {} : { results }),
    };
    tables.set(compared, table);
    known.set(run, compared);
    return [compared];
  }
}

function labelsOf(updates: readonly ComparedRunUpdate[]): ReadonlyMap<string, string> {
  return new Map(updates.flatMap(({ key, label }) => (label === undefined ? [] : [[key, label]])));
}

function lastStep(run: RunStore): number {
  return run.metrics.value.steps.at(-1) ?? run.snapshots.value.at(-1) ?? -1;
}

/** What a run's columns were taken of. */
const tables = new WeakMap<ComparedRun, unknown>();

/** A setting that the file keeps. */
export interface Setting<T> {
  readonly value: T;
  set(value: T): void;
}

/** What the file says of the table, and where it does not, what runs are looked at by at first. */
function viewOf(file: FileChanges, runs: readonly ComparedRun[]): TableView {
  const { sort, filter, columns, hidden } = file;
  const start = startingView(runs, file.group ?? undefined);
  const group = start.group ?? 'none';
  // An empty name is the wish for none.
  const baseline = (file.baseline ?? start.baseline) || undefined;
  const isUsual = !columns && !hidden;
  return {
    group,
    ...(baseline === undefined ? {} : { baseline }),
    ...(sort ? { sort } : {}),
    ...(filter ? { filter } : {}),
    ...(columns ? { columns } : {}),
    ...(hidden ? { hidden } : {}),
    // Rows of modes have the mode for a name, and their seeds are what they are means of.
    ...(isUsual && group === 'mode' ? { hidden: ['mode', 'seed'] } : {}),
  };
}

/** With the labels that the file gives. */
function labelled(table: RunTable, labels: ReadonlyMap<string, string>): RunTable {
  if (labels.size === 0) return table;
  return {
    ...table,
    rows: table.rows.map((row) => ({ ...row, label: labels.get(row.run.key) ?? row.label })),
  };
}
