import type { HeaderReply, MetricsBlock } from '../../src/messages/dashboardMessages';
import type { ReportMetrics, ReportRun, ReportSnapshot } from '../../src/messages/reportData';
import { t } from '../page/l10n';
import type { DataSource, SourceListener, Tensor } from '../store/dataSource';
import { snapshotsLeftOut } from './snapshotsNote';

/** One run of a report as the source of the page's data: everything lies in the page. */
export class ReportSource implements DataSource {
  readonly showDocs?: (rule: string) => Promise<void>;

  /** @param onDocs  shows what the documentation says of a rule; absent where the report holds no documentation */
  constructor(
    private readonly run: ReportRun,
    onDocs?: (rule: string) => void,
  ) {
    if (onDocs !== undefined) {
      this.showDocs = (rule) => {
        onDocs(rule);
        return Promise.resolve();
      };
    }
  }

  connect(listener: SourceListener): void {
    const { facts, metrics, snapshots } = this.run;
    const leftOut = snapshotsLeftOut(this.run);
    listener.capabilities({ training: false, folders: false });
    listener.update(
      [
        {
          key: facts.id,
          facts,
          metrics: blockOf(metrics),
          snapshots: snapshots.map(({ step }) => step),
          ...(leftOut === undefined ? {} : { snapshotsLeftOut: leftOut }),
        },
      ],
      true,
    );
  }

  tensors(_run: string, step: number, names: readonly string[]): Promise<Readonly<Record<string, Tensor>>> {
    return this.snapshot(step).then(({ tensors }) => {
      const found = names.filter((name) => Object.hasOwn(tensors, name));
      return Object.fromEntries(
        found.map((name): [string, Tensor] => {
          const { shape, values } = tensors[name]!;
          return [name, { shape, data: new Float32Array(bytesOf(values).buffer) }];
        }),
      );
    });
  }

  async header(_run: string, step: number): Promise<HeaderReply> {
    const { tensors, metadata } = await this.snapshot(step);
    const shapes = Object.entries(tensors).map(([name, { shape }]) => [name, shape] as const);
    return { shapes: Object.fromEntries(shapes), metadata };
  }

  act(): Promise<void> {
    return Promise.reject(new Error(t('A report cannot change a run.')));
  }

  /** Offers the file as a download. */
  save(name: string, content: string | Uint8Array): Promise<void> {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([content as BlobPart]));
    link.download = name;
    link.click();
    // The download has its own hold on the file by then.
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    return Promise.resolve();
  }

  private snapshot(step: number): Promise<ReportSnapshot> {
    const found = this.run.snapshots.find((snapshot) => snapshot.step === step);
    return found === undefined
      ? Promise.reject(new Error(t('The snapshot of step {0} is not in this report.', step)))
      : Promise.resolve(found);
  }
}

function blockOf({ rows, names, values, sparse }: ReportMetrics): MetricsBlock {
  const buffer = (base64: string) => bytesOf(base64).buffer;
  const dense = { from: 0, rows, names, values: buffer(values) };
  if (sparse === undefined) return dense;
  return { ...dense, sparse: { ...sparse, rows: buffer(sparse.rows), values: buffer(sparse.values) } };
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
