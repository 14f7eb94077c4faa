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
  return findingsOf(runEvidence(runFacts(manifest, status), (name) => columns.values(name)));
}
