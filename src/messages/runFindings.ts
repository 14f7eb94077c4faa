import type { Finding } from '../diagnostics/findings/finding';
import { findingsOf } from '../diagnostics/findings';
import type { RunManifest, RunStatus } from '../runs/runManifest';
import type { MetricsColumns } from './metricsColumns';
import { runEvidence } from './runEvidence';
import { runFacts } from './runFacts';

/**
 * What the numbers of a run's folder show, warnings first.
 *
 * @param status  as it is now; the manifest of a killed run still says "running"
 */
export function runFindings(manifest: RunManifest, status: RunStatus, columns: MetricsColumns): Finding[] {
  const { names, rows, values } = columns.block();
  const all = new Float64Array(values);
  return findingsOf(
    runEvidence(runFacts(manifest, status), (name) => {
      const at = names.indexOf(name);
      return at < 0 ? undefined : all.subarray(at * rows, (at + 1) * rows);
    }),
  );
}
