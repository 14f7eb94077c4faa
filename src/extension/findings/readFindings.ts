import type { Finding } from '../../diagnostics/findings/finding';
import { MetricsColumns } from '../../messages/metricsColumns';
import { runFindings } from '../../messages/runFindings';
import { actualStatus } from '../../runs/liveness';
import { MetricsTail } from '../../runs/metricsTail';
import type { RunFolder } from '../../runs/runFolder';
import { readRunManifest } from '../../runs/runManifest';

/** What a run showed, and the config that it was trained with. */
export interface FoundInRun {
  readonly findings: readonly Finding[];
  readonly config: unknown;
}

/**
 * Reads a run that has ended, piece by piece as its metrics may be long.
 * @throws UserError where its manifest cannot be read
 */
export async function readFindings(folder: RunFolder): Promise<FoundInRun> {
  const manifest = await readRunManifest(folder.manifest);
  const columns = new MetricsColumns();
  for await (const { lines } of new MetricsTail(folder.metrics).read()) {
    for (const line of lines) columns.add(line);
  }
  return { findings: runFindings(manifest, actualStatus(manifest), columns), config: manifest.config };
}
