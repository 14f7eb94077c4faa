import type { LayerMetrics, MetricsLine } from '../runs/metrics';
import { readMetricsOfStep } from '../runs/metricsOfStep';
import type { Inspection } from './inspection';

type Run = NonNullable<Inspection['run']>;

/** Lines that were found, by the run as it is open; one that is missing may come as the training goes on. */
const lines = new WeakMap<Run, MetricsLine>();

/**
 * A layer's reverse errors as its run recorded them: with the last snapshot the final results, which are of all training
 * data, with another what was logged at its step, of that step's batch.
 */
export async function recordedReverseError(
  run: Run,
  layer: string,
): Promise<LayerMetrics['reverseError'] | undefined> {
  const { step, manifest } = run;
  const final = manifest.layers?.find(({ name }) => name === layer);
  if (final !== undefined && step === manifest.step) return final.reverseError;
  const line = lines.get(run) ?? (await readMetricsOfStep(run.folder.metrics, step));
  if (line === undefined) return undefined;
  lines.set(run, line);
  const logged: Partial<LayerMetrics> | undefined = Object.hasOwn(line.layers, layer)
    ? line.layers[layer]
    : undefined;
  return logged?.reverseError;
}
