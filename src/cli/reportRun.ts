import { stat } from 'node:fs/promises';
import type { MetricsBlock } from '../messages/dashboardMessages';
import { MetricsColumns } from '../messages/metricsColumns';
import type { ReportMetrics, ReportRun, ReportSnapshot } from '../messages/reportData';
import { runFacts } from '../messages/runFacts';
import { readEntry } from '../runs/catalogue';
import { MetricsTail } from '../runs/metricsTail';
import type { RunFolder } from '../runs/runFolder';
import { snapshotSteps } from '../runs/snapshots';
import { readTensorFile } from '../runs/tensorFile';

/** base64 has four characters for three bytes. */
const BASE64 = 4 / 3;

/**
 * A run as a report holds it: all of its numbers, and as many of its snapshots as fit, evenly spread with the first and
 * the last among them.
 *
 * @param limit  bytes in the page that the snapshots may take
 * @throws UserError where the run or a snapshot cannot be read
 */
export async function reportRun(folder: RunFolder, limit: number): Promise<ReportRun> {
  const { manifest, status } = await readEntry(folder);
  const columns = new MetricsColumns();
  for await (const { lines } of new MetricsTail(folder.metrics).read()) {
    for (const line of lines) columns.add(line);
  }
  const steps = await snapshotSteps(folder);
  const sizes = await Promise.all(steps.map(async (step) => (await stat(folder.snapshot(step))).size));
  const snapshots: ReportSnapshot[] = [];
  for (const index of fitting(sizes, limit / BASE64)) {
    snapshots.push(await reportSnapshot(folder, steps[index]!));
  }
  return {
    facts: runFacts(manifest, status),
    metrics: reportMetrics(columns.block()),
    snapshots,
    snapshotCount: steps.length,
  };
}

function reportMetrics({ rows, names, values, sparse }: MetricsBlock): ReportMetrics {
  const base64 = (bytes: ArrayBuffer) => Buffer.from(bytes).toString('base64');
  const dense = { rows, names, values: base64(values) };
  if (sparse === undefined) return dense;
  return { ...dense, sparse: { ...sparse, rows: base64(sparse.rows), values: base64(sparse.values) } };
}

/**
 * Indices of as many files as fit into a limit, evenly spread; the last one alone where no two do, none where not even
 * that fits.
 */
export function fitting(sizes: readonly number[], limit: number): number[] {
  for (let count = sizes.length; count > 1; count--) {
    const chosen = Array.from({ length: count }, (_, i) =>
      Math.round((i * (sizes.length - 1)) / (count - 1)),
    );
    if (chosen.reduce((sum, index) => sum + sizes[index]!, 0) <= limit) return chosen;
  }
  const last = sizes.length - 1;
  return last >= 0 && sizes[last]! <= limit ? [last] : [];
}

async function reportSnapshot(folder: RunFolder, step: number): Promise<ReportSnapshot> {
  const { tensors, metadata } = await readTensorFile(folder.snapshot(step));
  const encoded = Object.entries(tensors).map(([name, { shape, data }]) => {
    const floats = data instanceof Float32Array ? data : Float32Array.from(data);
    const bytes = Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength);
    return [name, { shape, values: bytes.toString('base64') }] as const;
  });
  return { step, metadata: { ...metadata }, tensors: Object.fromEntries(encoded) };
}
