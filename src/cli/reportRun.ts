import { stat } from 'node:fs/promises';
import { UserError } from '../config/userError';
import type { MetricsBlock } from '../messages/dashboardMessages';
import { MetricsColumns } from '../messages/metricsColumns';
import type { ReportMetrics, ReportRun, ReportSnapshot, UnreadableSnapshot } from '../messages/reportData';
import { runFacts } from '../messages/runFacts';
import { readEntry } from '../runs/catalogue';
import { isSystemError } from '../runs/fileErrors';
import { MetricsTail } from '../runs/metricsTail';
import type { RunFolder } from '../runs/runFolder';
import { snapshotSteps } from '../runs/snapshots';
import { readTensorFile, readTensorFileHeader } from '../runs/tensorFile';

/** base64 has four characters for three bytes. */
const BASE64 = 4 / 3;

/**
 * Runs as a report holds them: all of their numbers, and as many of their snapshots as fit, evenly spread with the
 * first and the last among them. A snapshot that cannot be read is left out, and named.
 *
 * @param limit  bytes in the page that the snapshots of all runs may take together
 * @throws UserError where a run cannot be read
 */
export async function reportRuns(folders: readonly RunFolder[], limit: number): Promise<ReportRun[]> {
  const listed = await Promise.all(folders.map(listSnapshots));
  const chosen = shareOut(
    listed.map(({ readable }) => readable.map(({ bytes }) => bytes)),
    limit / BASE64,
  );
  const runs: ReportRun[] = [];
  for (const [at, { readable, unreadable }] of listed.entries()) {
    const steps = chosen[at]!.map((index) => readable[index]!.step);
    runs.push(await reportRun(folders[at]!, steps, readable.length, unreadable));
  }
  return runs;
}

async function reportRun(
  folder: RunFolder,
  steps: readonly number[],
  readable: number,
  damaged: readonly UnreadableSnapshot[],
): Promise<ReportRun> {
  const { manifest, status } = await readEntry(folder);
  const columns = new MetricsColumns();
  for await (const { lines } of new MetricsTail(folder.metrics).read()) {
    for (const line of lines) columns.add(line);
  }
  const snapshots: ReportSnapshot[] = [];
  const unreadable = [...damaged];
  for (const step of steps) {
    // A run that goes on may have removed it since it was listed.
    const snapshot = await orUnreadable(step, () => reportSnapshot(folder, step));
    if ('reason' in snapshot) unreadable.push(snapshot);
    else snapshots.push(snapshot);
  }
  return {
    facts: runFacts(manifest, status),
    metrics: reportMetrics(columns.block()),
    snapshots,
    snapshotCount: readable + damaged.length,
    unreadable: unreadable.sort((a, b) => a.step - b.step),
  };
}

interface ListedSnapshots {
  readonly readable: readonly { readonly step: number; readonly bytes: number }[];
  readonly unreadable: readonly UnreadableSnapshot[];
}

/** Which snapshots a run has, by what their headers say of their sizes. */
async function listSnapshots(folder: RunFolder): Promise<ListedSnapshots> {
  const readable: { step: number; bytes: number }[] = [];
  const unreadable: UnreadableSnapshot[] = [];
  for (const step of await snapshotSteps(folder)) {
    const found = await orUnreadable(step, async () => {
      await readTensorFileHeader(folder.snapshot(step));
      return { step, bytes: (await stat(folder.snapshot(step))).size };
    });
    if ('reason' in found) unreadable.push(found);
    else readable.push(found);
  }
  return { readable, unreadable };
}

/** What is read, or why it cannot be. What is no fault of the file is thrown. */
async function orUnreadable<T extends object>(
  step: number,
  read: () => Promise<T>,
): Promise<T | UnreadableSnapshot> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError || isSystemError(error)) return { step, reason: error.message };
    throw error;
  }
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

/**
 * Which files of several lists fit into a limit together: of each list at first the last, then as many as its share of
 * what is left holds, and what the short lists leave unused goes on to the long ones.
 *
 * @returns indices by list, as of `fitting`
 */
export function shareOut(lists: readonly (readonly number[])[], limit: number): number[][] {
  let rest = limit;
  const lasts = lists.map((sizes) => {
    const last = sizes.at(-1) ?? 0;
    if (last > rest) return 0;
    rest -= last;
    return last;
  });
  const beyond = lists.map((sizes, at) => sizes.reduce((sum, size) => sum + size, 0) - lasts[at]!);
  const bySize = lists.map((_, at) => at).sort((a, b) => beyond[a]! - beyond[b]!);
  const chosen = lists.map((): number[] => []);
  bySize.forEach((at, done) => {
    const allowed = lasts[at]! + rest / (lists.length - done);
    chosen[at] = fitting(lists[at]!, allowed);
    rest -= chosen[at]!.reduce((sum, index) => sum + lists[at]![index]!, 0) - lasts[at]!;
  });
  return chosen;
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
