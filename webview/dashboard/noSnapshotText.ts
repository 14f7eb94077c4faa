import { t } from '../page/l10n';
import type { RunStore } from '../store/runStore';

/** Why a run has no snapshot to show: it is not taken yet, is not on this page, or there is none. */
export function noSnapshotText({ facts, snapshotsLeftOut }: RunStore): string {
  if (snapshotsLeftOut.value !== undefined) return snapshotsLeftOut.value;
  if (['queued', 'running', 'paused'].includes(facts.value?.status ?? 'queued')) {
    return t('No snapshot yet. The first comes at step 0, the next as training.snapshotEvery says.');
  }
  return t('The run has no snapshots: it ended without taking one, or they were deleted.');
}
