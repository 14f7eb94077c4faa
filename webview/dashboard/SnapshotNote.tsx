import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';
import type { PageStore } from '../store/pageStore';

export interface SnapshotNoteProps {
  readonly store: PageStore;
  /** What is shown of a snapshot: its step, and whether and why it is not the one that is asked for. */
  readonly view: {
    readonly step: number | undefined;
    readonly loading: boolean;
    readonly error: string | undefined;
  };
}

/** Which snapshot is shown, where that is not the cursor's. Its own component, as the cursor changes with every frame. */
export function SnapshotNote({ store, view: { step, loading, error } }: SnapshotNoteProps) {
  const cursor = store.cursor.step.value;
  if (step === undefined) return null;
  if (error !== undefined) return <>{t('still of step {0}: {1}', formatCount(step), error)}</>;
  if (loading) return <>{t('loading …')}</>;
  return step === cursor ? null : <>{t('snapshot of step {0}', formatCount(step))}</>;
}
