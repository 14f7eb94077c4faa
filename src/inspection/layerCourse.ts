import { UserError } from '../config/userError';
import type { KernelMetrics } from '../diagnostics/kernel/kernelMetrics';
import { kernelMetrics } from '../diagnostics/kernel/kernelMetrics';
import { EPSILON_32 } from '../diagnostics/kernel/matrixRank';
import type { LayerCourse } from '../messages/inspectorMessages';
import type { LayerMetrics } from '../runs/metrics';
import { readMetrics } from '../runs/metrics';
import type { RunFolder } from '../runs/runFolder';
import { snapshotSteps } from '../runs/snapshots';
import { readTensors } from '../runs/tensorFile';
import type { Inspection } from './inspection';
import { layerOf } from './inspection';

type Row = Record<string, number | null>;

/**
 * A layer's numbers over the steps of its run: what was logged, and at snapshots every number that follows from the
 * singular values that they keep.
 * @throws UserError where it is no run or has no such layer
 */
export async function layerCourse(
  inspection: Inspection,
  name: string,
  signal?: AbortSignal,
): Promise<LayerCourse> {
  const { run, opened } = inspection;
  const layer = layerOf(inspection, name);
  if (run === undefined) {
    throw new UserError('A file has no course; only runs have steps.', { place: { file: opened.file } });
  }
  const rows = new Map<number, Row>();
  for (const line of await readMetrics(run.folder.metrics)) {
    const logged = Object.hasOwn(line.layers, name) ? line.layers[name] : undefined;
    if (logged !== undefined) rows.set(line.step, loggedRow(logged));
  }
  for (const step of await snapshotSteps(run.folder)) {
    signal?.throwIfAborted();
    const metrics = await snapshotMetrics(run.folder, step, layer.name);
    if (metrics !== undefined) rows.set(step, { ...metrics, ...rows.get(step) });
  }
  const steps = [...rows.keys()].sort((a, b) => a - b);
  const keys = new Set([...rows.values()].flatMap((row) => Object.keys(row)));
  const columns = Object.fromEntries(
    [...keys].map((key) => [key, steps.map((step) => rows.get(step)![key] ?? null)]),
  );
  return { steps, columns };
}

/** Of a line that something else wrote only what it has. */
function loggedRow({ reverseError, ...values }: Partial<LayerMetrics>): Row {
  return {
    ...(values as Row),
    ...(reverseError === undefined
      ? {}
      : { reverseErrorFull: reverseError.full, reverseErrorLocal: reverseError.local }),
  };
}

/** Undefined for a snapshot that is gone by now or has no such layer. */
async function snapshotMetrics(
  run: RunFolder,
  step: number,
  layer: string,
): Promise<KernelMetrics | undefined> {
  const [values, kernel] = [`svd/${layer}/s`, `${layer}/kernel`];
  try {
    const tensors = await readTensors(run.snapshot(step), [values, kernel]);
    const [s, w] = [tensors[values], tensors[kernel]];
    if (s === undefined || w === undefined) return undefined;
    const columns = w.shape.at(-1)!;
    const rows = w.data.length / columns;
    const mean = w.data.reduce((sum, value) => sum + value, 0) / w.data.length;
    return kernelMetrics({ singularValues: s.data, rows, columns, mean, epsilon: EPSILON_32 }).metrics;
  } catch (error) {
    // Snapshots are thinned out while a run goes on, and one that is damaged is missing from the course.
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
