import type { ReportRun } from '../../src/messages/reportData';
import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';

type HeldSnapshots = Pick<ReportRun, 'snapshots' | 'snapshotCount' | 'unreadable'>;

/** What a report says of itself: when it was made, and which snapshots of its runs are not in it, and why. */
export function reportNote(created: string, runs: readonly HeldSnapshots[], sizeNote: string): string {
  const made = t('Report of {0}.', created.slice(0, 16).replace('T', ' '));
  const held = runs.reduce((sum, { snapshots }) => sum + snapshots.length, 0);
  const all = runs.reduce((sum, { snapshotCount }) => sum + snapshotCount, 0);
  const unreadable = runs.flatMap((run) => run.unreadable.map(({ step }) => formatCount(step)));
  return [
    made,
    ...(held < all ? [t('{0} of {1} snapshots are in it.', held, all)] : []),
    ...(unreadable.length > 0 ? [t('Could not be read: step {0}.', unreadable.join(', '))] : []),
    ...(held + unreadable.length < all ? [sizeNote] : []),
  ].join(' ');
}

/** Why a report shows no snapshot of a run that has some; undefined where it has none or shows some. */
export function snapshotsLeftOut({
  snapshots,
  snapshotCount,
  unreadable,
}: HeldSnapshots): string | undefined {
  if (snapshots.length > 0 || snapshotCount === 0) return undefined;
  return unreadable.length === snapshotCount
    ? t('None of the run’s {0} snapshots could be read.', snapshotCount)
    : t(
        'None of the run’s {0} snapshots is in this report, as they are too large for it; racecar report --max-mb N sets the limit.',
        snapshotCount,
      );
}
