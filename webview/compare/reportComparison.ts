import type {
  CompareFile,
  ComparisonReport,
  CourseBlock,
  FileChanges,
  FromComparison,
} from '../../src/messages/compareMessages';
import type { HeaderReply, RunUpdate } from '../../src/messages/dashboardMessages';
import { t } from '../page/l10n';
import { ReportSource } from '../report/reportSource';
import type { SourceListener, Tensor } from '../store/dataSource';
import { MetricsTable } from '../store/metricsTable';
import type { CompareListener, ComparisonData } from './compareSource';

/** A report as the source of a comparison: everything lies in the page, and what is changed is gone with it. */
export class ReportComparison implements ComparisonData {
  readonly hasHost = false;
  /** By the keys that tell the runs apart: two folders may have one id. */
  private readonly sources: ReadonlyMap<string, ReportSource>;
  private readonly tables = new Map<string, MetricsTable>();
  private listener: CompareListener | undefined;
  private file: CompareFile;

  constructor(private readonly report: ComparisonReport) {
    this.file = report.file;
    const keys = keysOf(report.runs.map(({ facts }) => facts.id));
    this.sources = new Map(report.runs.map((run, i) => [keys[i]!, new ReportSource(run)]));
  }

  listen(listener: CompareListener): void {
    this.listener = listener;
  }

  connect(listener: SourceListener): void {
    const updates: RunUpdate[] = [];
    for (const [key, source] of this.sources) {
      source.connect({
        update: (runs) => updates.push(...runs.map((run) => ({ ...run, key }))),
        capabilities: () => undefined,
      });
    }
    for (const { key, metrics } of updates) {
      if (metrics !== undefined) this.tables.set(key, MetricsTable.empty.append(metrics));
    }
    // After the store is made, as from a host.
    queueMicrotask(() => {
      this.tellState();
      listener.update(updates, true);
      const keys = [...this.sources.keys()];
      this.listener?.runs(
        this.report.runs.map(({ results, label }, i) => ({
          ...{ key: keys[i]!, results },
          ...(label === undefined ? {} : { label }),
        })),
        true,
      );
    });
  }

  tell(message: FromComparison): void {
    if (message.type === 'watch') {
      this.listener?.courses(
        [...this.tables].map(([key, table]) => courseBlock(key, table, message.columns)),
      );
    } else if (message.type === 'edit') {
      this.file = changed(this.file, message.changes);
      this.tellState();
    }
  }

  tensors(run: string, step: number, names: readonly string[]): Promise<Readonly<Record<string, Tensor>>> {
    return this.sourceOf(run).tensors(run, step, names);
  }

  header(run: string, step: number): Promise<HeaderReply> {
    return this.sourceOf(run).header(run, step);
  }

  act(): Promise<void> {
    return Promise.reject(new Error(t('A report cannot change a run.')));
  }

  save(name: string, content: string | Uint8Array): Promise<void> {
    return [...this.sources.values()][0]!.save(name, content);
  }

  private sourceOf(run: string): ReportSource {
    return this.sources.get(run)!;
  }

  private tellState(): void {
    this.listener?.state({ file: this.file, name: this.report.name, missing: [] });
  }
}

/** The ids, each that was there before with its number. */
function keysOf(ids: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return ids.map((id) => {
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return count === 1 ? id : `${id}/${count}`;
  });
}

function changed(file: CompareFile, changes: FileChanges): CompareFile {
  const entries = Object.entries({ ...file, ...changes }).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as unknown as CompareFile;
}

/** All measured points of the columns: what lies in the page need not be thinned. */
function courseBlock(key: string, table: MetricsTable, names: readonly string[]): CourseBlock {
  const [steps, values]: [number[], number[]] = [[], []];
  const counts = names.map((name) => {
    const before = steps.length;
    const points = table.points(name);
    points?.y.forEach((value, i) => {
      if (Number.isNaN(value)) return;
      steps.push(points.steps[i]!);
      values.push(value);
    });
    return steps.length - before;
  });
  return {
    ...{ key, names, counts, logged: counts },
    steps: Uint32Array.from(steps).buffer,
    values: Float64Array.from(values).buffer,
  };
}
